/** A map for a person at a terminal: a picture in characters, and where its boundary crosses some of its rows. */
import { levelOf } from '../analysis/field_map.ts';
import { fixed, significant } from '../analysis/number_words.ts';
import { quantile } from '../analysis/quantile.ts';
import { quantityTable, units } from '../analysis/quantities.ts';
import { gridOf, valueAt } from '../experiment/map_grid.ts';
import { type MeasuredMap, mapExperiment } from '../files/field_map_file.ts';
import { measuredBy } from '../files/provenance.ts';
import { inNumber } from '../language/nouns.ts';
import { textTable } from './text_table.ts';

/** Characters to the right and lines upwards at most. */
const most = { columns: 72, rows: 24 };
const shades = ['·', '░', '▒', '▓', '█'];

export function* mapTable(measured: MeasuredMap): Generator<string, void, void> {
  const { map, choice } = measured;
  const grid = gridOf(choice);
  const quantity = quantityTable[choice.quantity];
  const values = map.readAll('median').values;
  const level = levelOf(quantity, 'median');
  const limits = bordersOf(values, level);
  const [across, up] = [Math.ceil(map.columns / most.columns), Math.ceil(map.rows / most.rows)];
  const labels = grid.y.centres.map((value) => significant(value, 4));
  const width = Math.max(...labels.map((label) => label.length), grid.y.field.name.length);
  yield `${grid.y.field.name.padStart(width)}\n`;
  for (let row = map.rows - 1 - ((map.rows - 1) % up); row >= 0; row -= up) {
    const shaded = Array.from({ length: Math.ceil(map.columns / across) }, (_, i) =>
      shadeOf(values[row * map.columns + i * across] ?? Number.NaN, limits),
    );
    yield `${(labels[row] ?? '').padStart(width)} ${shaded.join('')}\n`;
  }
  const [first = 0, last = 0] = [grid.x.centres[0], grid.x.centres.at(-1)];
  yield `${' '.repeat(width + 1)}${grid.x.field.name} ${significant(first, 4)} … ${significant(last, 4)}\n`;
  const unit = units[quantity.scale];
  const bounds = limits.map((limit) => significant(limit, 3)).join(' | ');
  yield `median ${quantity.label}${unit ? ` in ${unit}` : ''}: ${shades.join(' ')} below, between and above ${bounds}\n\n`;
  if (level !== undefined) yield crossings(measured, level);
  const { name, device } = measuredBy({ experiment: mapExperiment(measured), engine: measured.engine });
  yield `${map.columns} × ${map.rows} cells of the same ${map.networks} ${inNumber(map.networks, 'network')}, ${name} engine on ${device}\n`;
}

/** Where the line crosses the middle row, and others evenly above and below. */
function crossings({ map, choice, boundary }: MeasuredMap, level: number): string {
  const grid = gridOf(choice);
  const listed = Math.min(map.rows, 9);
  const rows = Array.from({ length: listed }, (_, i) =>
    Math.floor(((i + 0.5) * map.rows) / listed),
  ).reverse();
  const along = (lines: MeasuredMap['boundary']['lines'], row: number) =>
    lines
      .flatMap((line) =>
        line.slice(1).flatMap(([x, y], i) => {
          const [x0 = x, y0 = y] = line[i] ?? [];
          const part = (row + 0.5 - y0) / (y - y0);
          return part >= 0 && part < 1 && x0 + part * (x - x0) > 0 && x0 + part * (x - x0) < map.columns
            ? [valueAt(grid.x, x0 + part * (x - x0))]
            : [];
        }),
      )
      .sort((a, b) => a - b);
  const words = (values: readonly number[]) =>
    values
      .slice(0, 6)
      .map((value) => significant(value, 4))
      .join(', ') || '–';
  return `${textTable(
    [
      { title: grid.y.field.name, align: 'right' },
      { title: `${grid.x.field.name} where the median is ${fixed(level, 0)}`, align: 'left' },
      { title: 'and where 90 % of resamples have it', align: 'left' },
    ],
    rows.map((row) => [
      significant(grid.y.centres[row] ?? 0, 4),
      words(along(boundary.lines, row)),
      words(along(boundary.band, row)),
    ]),
  )}\n`;
}

/** Four borders between five shades: about the level where there is one, else where equal parts of the cells lie. */
function bordersOf(values: Float64Array, level: number | undefined): number[] {
  const finite = values.filter(Number.isFinite);
  if (level === undefined) return [0.2, 0.4, 0.6, 0.8].map((part) => quantile(finite, part));
  const spread = quantile(
    finite.map((value) => Math.abs(value - level)),
    0.5,
  );
  return [level - spread, level, level + spread / 2, level + spread];
}

function shadeOf(value: number, borders: readonly number[]): string {
  if (Number.isNaN(value)) return ' ';
  return shades[borders.filter((border) => value > border).length] ?? ' ';
}
