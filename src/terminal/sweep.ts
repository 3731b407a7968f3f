/** `sweep`: the page's measurement, from a terminal, with the same numbers. */

import { quantities, wantsOf } from '../analysis/quantities.ts';
import type { Engine, MeasureOptions } from '../engines/engine.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { parseChoice } from '../experiment/field_text.ts';
import { SweepCsv } from '../files/csv.ts';
import { SweepJson } from '../files/json.ts';
import { SweepParquet } from '../files/parquet.ts';
import type { Sweep, SweepFile } from '../files/sweep_file.ts';
import { sweepStretches } from '../laboratory/sweep.ts';
import { experimentOf, readFlags, requireApplying, said, terminalFields } from './flags.ts';
import { type Formats, formatFor, writeMeasured } from './measured_file.ts';
import { engineNamed } from './node_engine.ts';
import type { Piece } from './pieces.ts';
import type { ProgressBar } from './progress_bar.ts';
import { shardRange } from './shard.ts';
import { SweepTable } from './sweep_table.ts';
import type { Terminal } from './terminal.ts';

export const sweepFlagNames = [
  ...terminalFields.map(({ name }) => name),
  'quantity',
  'engine',
  'shard',
  'out',
];

const formats: Formats<new (sweep: Sweep) => SweepFile> = {
  table: SweepTable,
  files: { '.json': SweepJson, '.csv': SweepCsv, '.parquet': SweepParquet },
};

/** What is measured, and printed, where it is asked for. */
export const askable = quantities.filter(({ filed }) => filed === 'where asked for');

/**
 * Runs the command; resolves to the exit status. Whatever is measured is written and forgotten, so that memory
 * does not grow with the number of networks.
 */
export async function sweep(words: readonly string[], terminal: Terminal): Promise<number> {
  const flags = readFlags(words, sweepFlagNames);
  const experiment = experimentOf(flags);
  requireApplying(flags, experiment);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  const shard = flags.get('shard');
  const range = shard === undefined ? wholeOf(experiment) : shardRange(shard, experiment.networks);
  const asked = said(() => quantitiesNamed(flags.get('quantity')));
  const out = flags.get('out');
  const Format = await formatFor(out, terminal, formats);

  await writeMeasured(
    terminal,
    { command: 'sweep', engineName, use: 'once', out },
    ({ engine, progress, ...options }) => {
      const file = new Format({ experiment, range, engine: engine.describe(), asked });
      return measured(file, engine, experiment, { ...options, range, wants: wantsOf(asked) }, progress);
    },
  );
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
