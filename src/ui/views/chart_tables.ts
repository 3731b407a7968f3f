/** The numbers of each chart as a table. */

import { html, type TemplateResult } from 'lit';
import type { MeasuredEdge } from '../../analysis/measured_edge.ts';
import { quantityTable } from '../../analysis/quantities.ts';
import type { ThroughTime } from '../../analysis/through_time.ts';
import { say } from '../../language/say.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import '../charts/number_table.ts';
import { count, fixed, significant } from '../numbers.ts';
import { phaseWords } from '../phase_words.ts';
import { captioned, cell } from '../quantity_words.ts';
import { directionWords } from './reading_guide.ts';

/** What stands for the logarithm of an exact zero. */
const gap = say`zero`;

/** Running quantiles of the scatter. */
export function linesTable({ summary: { lines, axes } }: Shown): TemplateResult {
  const [x, y] = [quantityTable[axes.x], quantityTable[axes.y]];
  const { p10, p50, p90, bound } = lines;
  const columns = [p10, p50, p90, ...(bound ? [bound] : [])];
  return html`<number-table
    caption=${`${captioned(y)}, running over ${x.symbol}`}
    .columns=${[x.symbol, '10 %', say`median`, '90 %', ...(bound ? ['bound, median'] : [])]}
    .rows=${Array.from(lines.x, (place, i) => [
      cell(x, place),
      ...columns.map((column) => cell(y, column[i] ?? Number.NaN)),
    ])}
  ></number-table>`;
}

/** Where the median crosses zero growth; nothing where it never does, or that is not known. */
export function edgeTable({ summary: { axes } }: Shown, edge: MeasuredEdge | undefined): TemplateResult {
  if (!edge || edge.crossings.length === 0) return html``;
  const x = quantityTable[axes.x];
  const { interval } = edge;
  const ends = interval ? `${cell(x, interval.low)} to ${cell(x, interval.high)}` : '–';
  return html`<number-table
    caption="Edge: the median gradient crosses zero growth"
    .columns=${[x.symbol, say`direction`, '95 % of resamplings']}
    .rows=${edge.crossings.map(({ at, direction }) => [cell(x, at), directionWords[direction], ends])}
  ></number-table>`;
}

/** A single network's norms at the times of a table. */
interface NamedNorms {
  readonly name: string;
  readonly norms: ArrayLike<number>;
}

/** Norms through time, every time up to a hundred or so of them; of single networks beside. */
export function timeTable(
  times: readonly number[],
  band: ThroughTime,
  norm: string,
  networks: readonly NamedNorms[] = [],
): TemplateResult {
  const written = (value: number | null | undefined) =>
    value === null || value === undefined || value === -Infinity ? gap : fixed(value, 3);
  return html`<number-table
    caption=${`log₁₀ ${norm} in decades`}
    .columns=${['t', '10 %', say`median`, '90 %', ...networks.map(({ name }) => name)]}
    .rows=${times.map((time, i) => [
      count(time),
      ...[band.p10, band.p50, band.p90, ...networks.map(({ norms }) => norms)].map((norms) =>
        written(norms[i]),
      ),
    ])}
  ></number-table>`;
}

/** Cells of the phase map, a row for each scale. */
export function mapTable({ summary: { map } }: Shown, scaleName: string): TemplateResult {
  if (!map) return html``;
  const { columns, rows, gain, scale, growthRate } = map;
  const middle = ([least, most]: readonly [number, number], i: number, of: number) =>
    significant(least + ((most - least) * (i + 0.5)) / of);
  const written = (rate: number | undefined) =>
    rate === undefined || Number.isNaN(rate) ? '' : rate === -Infinity ? say`dead` : fixed(rate, 3);
  return html`<number-table
    caption="Median growth rate in nats per step; columns are gains"
    .columns=${[scaleName, ...Array.from({ length: columns }, (_, i) => middle(gain, i, columns))]}
    .rows=${Array.from({ length: rows }, (_, row) => [
      middle(scale, row, rows),
      ...Array.from({ length: columns }, (_, column) => written(growthRate[row * columns + column])),
    ])}
  ></number-table>`;
}

/** What of a person's own networks stands in their table. */
const ofFiles = [quantityTable.radius, quantityTable.rate, quantityTable.decades];

/** A person's own networks, beside one another. */
export function networksOfFiles(networks: readonly Given[]): TemplateResult {
  return html`<number-table
    caption="Networks out of files"
    .columns=${[say`network`, ...ofFiles.map(captioned), say`verdict`]}
    .rows=${networks.map(({ fileName, reading, problem }) => [
      fileName,
      ...ofFiles.map((quantity) => (reading ? cell(quantity, reading.values[quantity.name]) : '–')),
      reading ? phaseWords[reading.phase] : problem,
    ])}
  ></number-table>`;
}
