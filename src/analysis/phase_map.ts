/**
 * A phase map: the plane of gain × input scale (or bias scale) in cells, each with the median growth rate of
 * its networks, and the line along which that is zero. Coarse while networks are few.
 */
import { bounds, type MapAxis } from '../experiment/experiment.ts';
import type { Collection } from './collection.ts';
import { levelLines } from './level_lines.ts';
import { quantile } from './quantile.ts';

export interface PhaseMap {
  /** Cells along the gain, and along the other axis; 1 where that axis is a single value. */
  readonly columns: number;
  readonly rows: number;
  /** [minimum, maximum] of the gain: column 0 begins at the minimum. */
  readonly gain: readonly [minimum: number, maximum: number];
  /** [minimum, maximum] of the other axis: row 0 begins at the minimum. */
  readonly scale: readonly [minimum: number, maximum: number];
  /**
   * Median λ in nats per step, row-major [rows × columns]. −Infinity where the median network is dead, NaN
   * where there is none yet.
   */
  readonly growthRate: Float64Array;
  /** Lines of zero growth as [gain, scale] points; a closed one ends where it begins. */
  readonly zeroGrowth: readonly (readonly Point[])[];
}

type Point = readonly [gain: number, scale: number];
type Cells = Omit<PhaseMap, 'zeroGrowth'>;

/**
 * The map of the networks measured so far: 24 cells a side, or 12, or 6, the finest in which no cell is
 * empty; 6 where there are too few even for that.
 */
export function phaseMap(collection: Collection, axis: MapAxis): PhaseMap {
  let cells = medianPerCell(collection, axis, 24);
  for (const side of [12, 6]) {
    if (cells.growthRate.includes(Number.NaN)) cells = medianPerCell(collection, axis, side);
  }
  return { ...cells, zeroGrowth: zeroGrowth(cells) };
}

function medianPerCell(collection: Collection, axis: MapAxis, side: number): Cells {
  const { experiment, count } = collection;
  const gain = bounds(experiment.gain);
  const scale = bounds(experiment[axis]);
  const columns = gain[0] < gain[1] ? side : 1;
  const rows = scale[0] < scale[1] ? side : 1;
  const rates: number[][] = Array.from({ length: columns * rows }, () => []);
  for (let index = 0; index < count; index++) {
    const column = cellAlong(gain, columns, collection.gain[index] ?? Number.NaN);
    const row = cellAlong(scale, rows, collection[axis][index] ?? Number.NaN);
    rates[row * columns + column]?.push(collection.growthRate[index] ?? Number.NaN);
  }
  const growthRate = Float64Array.from(rates, (cell) => quantile(Float64Array.from(cell), 0.5));
  return { columns, rows, gain, scale, growthRate };
}

/** Which of `cells` equal parts of an axis a value lies in; the ends may be a float32 rounding outside. */
function cellAlong([minimum, maximum]: readonly [number, number], cells: number, value: number): number {
  if (cells === 1) return 0;
  return Math.min(cells - 1, Math.max(0, Math.floor(((value - minimum) / (maximum - minimum)) * cells)));
}

function zeroGrowth({ columns, rows, gain, scale, growthRate }: Cells): Point[][] {
  return levelLines({ columns, rows, values: growthRate }, 0).map((line) =>
    line.map(([x, y]): Point => [along(gain, x / columns), along(scale, y / rows)]),
  );
}

function along([minimum, maximum]: readonly [number, number], part: number): number {
  return minimum + (maximum - minimum) * part;
}
