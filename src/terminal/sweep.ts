/** `sweep`: the page's measurement, from a terminal, with the same numbers. */

import { quantities, wantsOf } from '../analysis/quantities.ts';
import type { Engine, MeasureOptions } from '../engines/engine.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { parseChoice } from '../experiment/field_text.ts';
import { SweepCsv } from '../files/csv.ts';
import { SweepJson } from '../files/json.ts';
import { SweepParquet } from '../files/parquet.ts';
import type { Sweep, SweepFile } from '../files/sweep_file.ts';
import { sweepStretches } from '../laboratory/sweep.ts';
import { experimentOf, readFlags, requireApplying, said, terminalFields } from './flags.ts';
import { engineNamed, openNodeEngine } from './node_engine.ts';
import { type Piece, writeThrough } from './pieces.ts';
import { ProgressBar } from './progress_bar.ts';
import { shardRange } from './shard.ts';
import { SweepTable } from './sweep_table.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { requirePlaceFor, writeWhole } from './whole_file.ts';

export const sweepFlagNames = [
  ...terminalFields.map(({ name }) => name),
  'quantity',
  'engine',
  'shard',
  'out',
];

type Format = new (sweep: Sweep) => SweepFile;

/** Formats of a file by the ending of its name. */
const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['.json', SweepJson],
  ['.csv', SweepCsv],
  ['.parquet', SweepParquet],
]);

/** What is measured, and printed, where it is asked for. */
export const askable = quantities.filter(({ filed }) => filed === 'where asked for');

/**
 * Runs the command; resolves to the exit status. Whatever is measured is written and forgotten, so that memory
 * does not grow with the number of networks.
 */
export async function sweep(words: readonly string[], { stdout, stderr, signal }: Terminal): Promise<number> {
  const flags = readFlags(words, sweepFlagNames);
  const experiment = experimentOf(flags);
  requireApplying(flags, experiment);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  const shard = flags.get('shard');
  const range = shard === undefined ? wholeOf(experiment) : shardRange(shard, experiment.networks);
  const asked = said(() => quantitiesNamed(flags.get('quantity')));
  const out = flags.get('out');
  const Format = out === undefined ? (stdout.isTTY ? SweepTable : SweepJson) : formatOf(out);
  if (out !== undefined) await requirePlaceFor(out);

  const engine = await openNodeEngine(engineName, 'once');
  const progress = new ProgressBar(stderr, 'sweep');
  const notify = (sentence: string) => {
    progress.clear();
    stderr.write(`${sentence}\n`);
  };
  try {
    const file = new Format({ experiment, range, engine: engine.describe(), asked });
    const wants = wantsOf(asked);
    const pieces = measured(file, engine, experiment, { signal, range, notify, wants }, progress);
    await (out === undefined ? writeThrough(stdout, pieces, signal) : writeWhole(out, pieces, signal));
  } finally {
    progress.clear();
    engine.dispose();
  }
  return 0;
}

/** The file, each stretch of networks as soon as it is measured. */
async function* measured(
  file: SweepFile,
  engine: Engine,
  experiment: Experiment,
  options: MeasureOptions & { readonly range: NetworkRange },
  progress: ProgressBar,
): AsyncGenerator<Piece, void, void> {
  const { from, to } = options.range;
  const length = experiment.warmUp + experiment.steps;
  const unit = experiment.warmUp > 0 ? 'steps, warm-up included' : 'steps';
  let next = from;
  yield* file.start();
  const steadily = {
    ...options,
    progress: (networks: number) =>
      progress.show(Math.floor((next - from + networks) * length), (to - from) * length, unit),
  };
  for await (const stretch of sweepStretches(engine, experiment, steadily)) {
    yield* file.networks(stretch);
    next = stretch.range.to;
    progress.show(next - from, to - from, 'networks');
  }
  progress.clear();
  yield* file.end();
}

/** Names that commas separate; none where there is no text. @throws {FieldError} for one that is not known */
export function quantitiesNamed(text: string | undefined): QuantityName[] {
  const names = askable.map(({ name }) => name);
  return (text?.split(',') ?? []).map((word) => parseChoice('quantity', names, word));
}

/** @throws {UsageError} where no format goes by the file's ending. */
function formatOf(path: string): Format {
  for (const [ending, format] of formats) if (path.endsWith(ending)) return format;
  throw new UsageError(
    `--out must end in one of ${[...formats.keys()].join(', ')}; ${quoted(path)} does not`,
  );
}
