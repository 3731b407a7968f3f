/** A map of two fields as a file: JSON, a row of cells a line, or CSV, a cell a line. */
import type { FieldMap } from '../analysis/field_map.ts';
import { numbersOf } from '../analysis/field_map.ts';
import type { Place } from '../analysis/level_lines.ts';
import type { MapBoundary } from '../analysis/map_boundary.ts';
import { quantile } from '../analysis/quantile.ts';
import { quantityTable } from '../analysis/quantities.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { MapChoice } from '../experiment/field_map.ts';
import { formatField } from '../experiment/field_text.ts';
import { effective, fields } from '../experiment/fields.ts';
import { cellExperiment, type GridAxis, gridOf, valueAt } from '../experiment/map_grid.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { filedUnfinished, type Unfinished, unfinished } from '../experiment/unfinished.ts';
import { entry } from '../networks/vector.ts';
import { comment, line } from './csv.ts';
import { filedUnits } from './filed_units.ts';
import { experimentJson, measuredBy } from './provenance.ts';
import { schema } from './schema.ts';
import { version } from './version.ts';

export interface MeasuredMap {
  /** What all cells have in common. */
  readonly experiment: Experiment;
  readonly choice: MapChoice;
  readonly engine: EngineDescription;
  readonly map: FieldMap;
  readonly boundary: MapBoundary;
}

const fractions = ['growing', 'vanishing', 'exploding', 'dead'] as const;

/** What files have of a cell; nothing where no network has a number, or it is an exact zero. */
const columns = {
  count: (map: FieldMap, cell: number) => map.countOf(cell),
  median: (map: FieldMap, cell: number) => map.read(cell, 'median'),
  p10: (map: FieldMap, cell: number) => quantile(numbersOf(map.valuesOf(cell)), 0.1),
  p90: (map: FieldMap, cell: number) => quantile(numbersOf(map.valuesOf(cell)), 0.9),
  ...(Object.fromEntries(
    fractions.map((name) => [name, (map: FieldMap, cell: number) => map.read(cell, name)]),
  ) as Readonly<Record<(typeof fractions)[number], (map: FieldMap, cell: number) => number>>),
} as const;

/** The first cell's experiment: that of any other is the same with its own two values. */
export function mapExperiment({
  experiment,
  choice,
}: Pick<MeasuredMap, 'experiment' | 'choice'>): Experiment {
  return cellExperiment(experiment, gridOf(choice), { column: 0, row: 0, networks: choice.networks });
}

/** What of it is not measured; undefined where all is. */
export function missingOf({ map }: Pick<MeasuredMap, 'map'>): Unfinished | undefined {
  return unfinished(map.count, map.columns * map.rows, 'cell');
}

/** `{ experiment, engine, version, schema, unfinished?, quantity, x, y, median, count, p10, p90, …, contour, band }` */
export function* fieldMapJson(measured: MeasuredMap): Generator<string, void, void> {
  const { choice, map, boundary } = measured;
  const grid = gridOf(choice);
  const experiment = mapExperiment(measured);
  const { name, device } = measuredBy({ experiment, engine: measured.engine });
  const axis = ({ field, centres }: GridAxis) => JSON.stringify({ field: field.key, centres });
  const lines = (places: readonly (readonly Place[])[]) =>
    JSON.stringify(
      places.map((line) => line.map(([x, y]) => [rounded(valueAt(grid.x, x)), rounded(valueAt(grid.y, y))])),
    );
  yield `{"experiment":${experimentJson(experiment)},\n`;
  yield `"engine":${JSON.stringify({ name, device })},\n`;
  yield `"version":${JSON.stringify(version)},\n"schema":${schema},\n`;
  const missing = missingOf(measured);
  if (missing) yield `"unfinished":${JSON.stringify(filedUnfinished(missing))},\n`;
  yield `"quantity":${JSON.stringify(choice.quantity)},\n`;
  yield `"x":${axis(grid.x)},\n"y":${axis(grid.y)},\n`;
  const { median, count, ...others } = columns;
  for (const [key, of] of Object.entries({ median, count, ...others })) {
    yield `"${key}":[`;
    for (let row = 0; row < map.rows; row++) {
      const cells = Array.from({ length: map.columns }, (_, column) =>
        finite(of(map, row * map.columns + column)),
      );
      yield `${row > 0 ? ',' : ''}\n${JSON.stringify(cells)}`;
    }
    yield '],\n';
  }
  yield `"reading":${JSON.stringify(choice.reading)},\n`;
  yield `"contour":${lines(boundary.lines)},\n"band":${lines(boundary.band)}}\n`;
}

/** RFC 4180, after `#` lines that say what was measured and how. */
export function* fieldMapCsv(measured: MeasuredMap): Generator<string, void, void> {
  const { choice, map } = measured;
  const grid = gridOf(choice);
  const experiment = effective(mapExperiment(measured));
  const { name, device, precision } = measuredBy({ experiment, engine: measured.engine });
  const { key, scale } = quantityTable[choice.quantity];
  const unit = filedUnits[scale];
  yield comment('Vanishing Point map');
  for (const field of fields) {
    const range = [choice.x, choice.y].find((one) => one.field === field.key);
    yield comment(
      `${field.name}: ${range ? `${range.from}:${range.to}` : formatField(field, experiment[field.key])}`,
    );
  }
  yield comment(`engine: ${name}, ${device}, ${precision}`);
  yield comment(`version: ${version}`);
  const missing = missingOf(measured);
  if (missing) yield comment(`unfinished: ${filedUnfinished(missing)}`);
  yield comment(`median, p10 and p90 of ${key}${unit ? ` in ${unit}` : ''}`);
  yield line([grid.x.field.key, grid.y.field.key, ...Object.keys(columns)]);
  for (let cell = 0; cell < map.columns * map.rows; cell++) {
    const place = [
      entry(grid.x.centres, cell % map.columns),
      entry(grid.y.centres, Math.floor(cell / map.columns)),
    ];
    yield line([...place, ...Object.values(columns).map((of) => finite(of(map, cell)))]);
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A line is no finer than this. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
