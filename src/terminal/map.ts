/** `map`: the same networks at every point of a plane of two fields. */
import { FieldMap } from '../analysis/field_map.ts';
import { mapBoundary } from '../analysis/map_boundary.ts';
import { quantityTable } from '../analysis/quantities.ts';
import { quantityNames } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
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
import { readFlags } from './command_line.ts';
import { engineNamed } from './engine_flag.ts';
import { experimentOf, type Flags, requireApplying, said, terminalFields } from './flags.ts';
import { mapTable } from './map_table.ts';
import { type Formats, formatFor, type Measuring, writeMeasured } from './measured_file.ts';
import type { Piece } from './pieces.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';

/** How many networks there are is said a cell. */
export const mapFieldFlags = terminalFields.filter(({ key }) => key !== 'networks');
const flagNames = [
  ...mapFieldFlags.map(({ name }) => name),
  ...['cells', 'networks-per-cell', 'quantity', 'engine', 'out'],
];

/** What is measured unless a person says otherwise. */
export const mapDefaults = { cells: '64x64', networks: 64, quantity: 'rate' } as const;

const formats: Formats<(map: MeasuredMap) => Iterable<Piece>> = {
  table: mapTable,
  files: { '.json': fieldMapJson, '.csv': fieldMapCsv },
};

/** Runs the command; resolves to the exit status. */
export async function map(words: readonly string[], terminal: Terminal): Promise<number> {
  const flags = readFlags(words, flagNames);
  const { experiment, choice } = mapOf(flags);
  const engineName = engineNamed(flags.get('engine'));
  const out = flags.get('out');
  const format = await formatFor(out, terminal, formats);

  await writeMeasured(terminal, { command: 'map', engineName, use: 'again', out }, async (measuring) =>
    format(await measured({ experiment, choice }, measuring)),
  );
  return 0;
}

/** The map, once all its cells are measured. */
async function measured(
  { experiment, choice }: Pick<MeasuredMap, 'experiment' | 'choice'>,
  { engine, signal, notify, progress }: Measuring,
): Promise<MeasuredMap> {
  const { x, y } = gridOf(choice);
  const [columns, rows] = [x.centres.length, y.centres.length];
  const map = new FieldMap({ columns, rows, networks: choice.networks });
  const bench = { engine, signal, notify, waited: () => 0 };
  for await (const { cells } of fieldMap({ experiment, choice }, bench)) {
    map.take(cells);
    progress.show(map.count, columns * rows, 'cells');
  }
  progress.clear();
  const boundary = await mapBoundary(map, quantityTable[choice.quantity], choice.reading);
  return { experiment, choice, engine: engine.describe(), map, boundary };
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
