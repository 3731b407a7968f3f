/** `sweep`: the page's measurement, from a terminal, with the same numbers. */
import { Collection } from '../analysis/collection.ts';
import { percentiles } from '../analysis/quantile.ts';
import { type EngineDescription, wholeOf } from '../engines/engine.ts';
import { fields, quoted } from '../experiment/fields.ts';
import { sweepCsv } from '../files/csv.ts';
import { sweepJson } from '../files/json.ts';
import { sweepColumns, sweepRow } from '../files/sweep_row.ts';
import { experimentOf, readFlags, said } from './flags.ts';
import { engineNamed, openNodeEngine } from './node_engine.ts';
import { ProgressBar } from './progress_bar.ts';
import { shardRange } from './shard.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text_table.ts';
import { UsageError } from './usage_error.ts';
import { requirePlaceFor, writeWhole } from './whole_file.ts';

const flagNames = [...fields.map(({ name }) => name), 'engine', 'shard', 'out'];

type Format = (collection: Collection, engine: EngineDescription) => Iterable<string>;

/** Networks that the table on a terminal lists. */
const listedNetworks = 20;

/** Runs the command; resolves to the exit status. */
export async function sweep(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr, signal } = terminal;
  const flags = readFlags(words, flagNames);
  const experiment = experimentOf(flags);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  const shard = flags.get('shard');
  const range = shard === undefined ? wholeOf(experiment) : shardRange(shard, experiment.networks);
  const out = flags.get('out');
  const format = out === undefined ? undefined : formatOf(out);
  if (out !== undefined) await requirePlaceFor(out);

  const engine = await openNodeEngine(engineName);
  const progress = new ProgressBar(stderr, 'networks');
  const notify = (sentence: string) => {
    progress.clear();
    stderr.write(`${sentence}\n`);
  };
  const collection = new Collection(experiment, range);
  try {
    for await (const measurement of engine.measure(experiment, { signal, range, notify })) {
      collection.append(measurement);
      progress.show(collection.count, range.to - range.from);
    }
  } finally {
    progress.clear();
    engine.dispose();
  }
  const description = engine.describe();
  if (out !== undefined && format) {
    await writeWhole(out, format(collection, description), signal);
  } else if (stdout.isTTY) {
    stdout.write(sweepTable(collection, description));
  } else {
    stdout.write([...sweepJson(collection, description)].join(''));
  }
  return 0;
}

/** @throws {UsageError} where no format goes by the file's ending. */
function formatOf(path: string): Format {
  if (path.endsWith('.json')) return sweepJson;
  if (path.endsWith('.csv')) return sweepCsv;
  if (path.endsWith('.parquet')) {
    throw new UsageError('--out cannot write .parquet yet; .json and .csv are allowed');
  }
  throw new UsageError(`--out must end in .json or .csv; ${quoted(path)} does not`);
}

/** The first networks, and percentiles of them all. */
function sweepTable(collection: Collection, { name, device }: EngineDescription): string {
  const { experiment, count } = collection;
  const columns = sweepColumns(experiment);
  const listed = Array.from({ length: Math.min(count, listedNetworks) }, (_, place) => {
    const row = sweepRow(collection, place);
    return columns.map((column) => cell(row[column], column === 'index' || column === 'statusStep'));
  });
  const table = textTable(
    columns.map((title) => ({ title, align: title === 'status' ? 'left' : 'right' }) as const),
    listed,
  );
  const more =
    count > listed.length ? `… and ${count - listed.length} more (--out FILE keeps them all)\n` : '';
  const { p10, p50, p90 } = percentiles(collection.log10GradientRatio.slice());
  const dead = collection.deathStep.filter((step) => step >= 0).length;
  const summary = textTable(
    [
      {
        title: `${count} ${count === 1 ? 'network' : 'networks'}, ${name} engine on ${device}`,
        align: 'left',
      },
      { title: 'p10', align: 'right' },
      { title: 'p50', align: 'right' },
      { title: 'p90', align: 'right' },
    ],
    [
      [
        `gradient ratio over ${experiment.steps} steps, decades`,
        ...[p10, p50, p90].map((value) => cell(value, false)),
      ],
    ],
  );
  return `${table}${more}\n${summary}${dead > 0 ? `${dead} of them dead: every unit is masked\n` : ''}`;
}

function cell(value: string | number | null | undefined, whole: boolean): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' || whole ? String(value) : value.toFixed(4);
}
