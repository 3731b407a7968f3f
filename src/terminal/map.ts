/** `map`: the same networks at every point of a plane of two fields. */
import { FieldMap } from '../analysis/field_map.ts';
import { mapBoundary } from '../analysis/map_boundary.ts';
import { quantityTable } from '../analysis/quantities.ts';
import { quantityNames } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import {
  type MapChoice,
  type MapRange,
  mapFields,
  parseCellNetworks,
  parseCells,
  parseMapRange,
  tooLarge,
} from '../experiment/field_map.ts';
import { parseChoice } from '../experiment/field_text.ts';
import { gridOf, settled } from '../experiment/map_grid.ts';
import { fieldMapCsv, fieldMapJson, type MeasuredMap } from '../files/field_map_file.ts';
import { fieldMap } from '../laboratory/field_map.ts';
import { experimentOf, type Flags, readFlags, requireApplying, said, terminalFields } from './flags.ts';
import { mapTable } from './map_table.ts';
import { engineNamed, openNodeEngine } from './node_engine.ts';
import { type Piece, writeThrough } from './pieces.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { requirePlaceFor, writeWhole } from './whole_file.ts';

/** How many networks there are is said a cell. */
export const mapFieldFlags = terminalFields.filter(({ key }) => key !== 'networks');
const flagNames = [
  ...mapFieldFlags.map(({ name }) => name),
  ...['cells', 'networks-per-cell', 'quantity', 'engine', 'out'],
];

/** What is measured unless a person says otherwise. */
export const mapDefaults = { cells: '64x64', networks: 64, quantity: 'rate' } as const;

type Format = (map: MeasuredMap) => Iterable<Piece>;
const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['.json', fieldMapJson],
  ['.csv', fieldMapCsv],
]);

/** Runs the command; resolves to the exit status. */
export async function map(words: readonly string[], { stdout, stderr, signal }: Terminal): Promise<number> {
  const flags = readFlags(words, flagNames);
  const { experiment, choice } = mapOf(flags);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  const out = flags.get('out');
  const format = out === undefined ? (stdout.isTTY ? mapTable : fieldMapJson) : formatOf(out);
  if (out !== undefined) await requirePlaceFor(out);

  const engine = await openNodeEngine(engineName, 'again');
  const progress = new ProgressBar(stderr, 'map');
  const notify = (sentence: string) => {
    progress.clear();
    stderr.write(`${sentence}\n`);
  };
  try {
    const { x, y } = gridOf(choice);
    const [columns, rows] = [x.centres.length, y.centres.length];
    const measured = new FieldMap({ columns, rows, networks: choice.networks });
    const bench = { engine, signal, notify, waited: () => 0 };
    for await (const { cells } of fieldMap({ experiment, choice }, bench)) {
      measured.take(cells);
      progress.show(measured.count, columns * rows, 'cells');
    }
    progress.clear();
    const boundary = await mapBoundary(measured, quantityTable[choice.quantity], choice.reading);
    const pieces = format({ experiment, choice, engine: engine.describe(), map: measured, boundary });
    await (out === undefined ? writeThrough(stdout, pieces, signal) : writeWhole(out, pieces, signal));
  } finally {
    progress.clear();
    engine.dispose();
  }
  return 0;
}

/** @throws {UsageError} for flags that describe no map */
function mapOf(flags: Flags): { experiment: Experiment; choice: MapChoice } {
  const ranges = mapFields.flatMap((field) => (flags.get(field.name)?.includes(':') ? [field] : []));
  const inOrder = [...flags.keys()].flatMap((name) => ranges.filter((field) => field.name === name));
  const [x, y, ...more] = inOrder.map(
    (field): MapRange => said(() => parseMapRange(field, flags.get(field.name) ?? '')),
  );
  if (!x || !y || more.length > 0) {
    const given =
      inOrder.length === 0
        ? 'none has'
        : `${inOrder.map(({ name }) => `--${name}`).join(', ')} ${inOrder.length === 1 ? 'alone has' : 'have'}`;
    const allowed = mapFields.map(({ name }) => `--${name}`).join(', ');
    throw new UsageError(
      `map needs two flags with a range a:b, the first of them to the right; ${given} one, and ${allowed} may`,
    );
  }
  const quantity = said(() =>
    parseChoice('quantity', quantityNames, flags.get('quantity') ?? mapDefaults.quantity),
  );
  const networks = said(() =>
    parseCellNetworks('networks-per-cell', flags.get('networks-per-cell') ?? String(mapDefaults.networks)),
  );
  const cells = said(() => parseCells(flags.get('cells') ?? mapDefaults.cells));
  const choice: MapChoice = { x, y, ...cells, networks, quantity, reading: 'median' };
  const large = tooLarge(choice);
  if (large !== undefined) throw new UsageError(large);
  const others = new Map([...flags].filter(([name]) => !inOrder.some((field) => field.name === name)));
  const experiment = experimentOf(others);
  // What has an effect anywhere on the map has one where both are largest.
  requireApplying(flags, { ...settled(experiment), [x.field]: x.to, [y.field]: y.to });
  return { experiment, choice };
}

/** @throws {UsageError} where no format goes by the file's ending. */
function formatOf(path: string): Format {
  for (const [ending, format] of formats) if (path.endsWith(ending)) return format;
  throw new UsageError(
    `--out must end in one of ${[...formats.keys()].join(', ')}; ${quoted(path)} does not`,
  );
}
