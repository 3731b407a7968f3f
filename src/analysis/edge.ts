/** Where a median gradient keeps its size: along a line of medians, and across a phase map. */
import type { PhaseMap } from './phase_map.ts';

/** Every x at which y passes `level`, upwards or downwards. −Infinity lies below it; NaN is a gap. */
export function crossings(x: ArrayLike<number>, y: ArrayLike<number>, level: number): number[] {
  const found: number[] = [];
  for (let i = 1; i < x.length; i++) {
    const [y0, y1] = [(y[i - 1] ?? Number.NaN) - level, (y[i] ?? Number.NaN) - level];
    if (!((y0 < 0 && y1 >= 0) || (y0 >= 0 && y1 < 0))) continue;
    const [x0, x1] = [x[i - 1] ?? Number.NaN, x[i] ?? Number.NaN];
    // Between the dead and the living no straight line says where.
    const part = Number.isFinite(y0 - y1) ? y0 / (y0 - y1) : 0.5;
    found.push(x0 + (x1 - x0) * part);
  }
  return found;
}

/** What a phase map's lines of zero growth do: nothing known while cells are empty. */
export type MapEdge = 'unknown' | 'none' | 'left to right' | 'elsewhere';

/** 'left to right' only for a single open line with shrinking gradients on its left and growing on its right. */
export function mapEdge({ zeroGrowth, growthRate, columns, rows }: PhaseMap): MapEdge {
  if (growthRate.includes(Number.NaN)) return 'unknown';
  const [line, ...more] = zeroGrowth;
  if (!line) return 'none';
  const [first, last] = [line[0], line.at(-1)];
  const closed = first?.[0] === last?.[0] && first?.[1] === last?.[1];
  if (more.length > 0 || closed) return 'elsewhere';
  let crossed = 0;
  for (let row = 0; row < rows; row++) {
    const rates = growthRate.subarray(row * columns, (row + 1) * columns);
    const firstGrowing = rates.findIndex((rate) => rate >= 0);
    if (firstGrowing > 0) crossed++;
    if (firstGrowing >= 0 && rates.subarray(firstGrowing).some((rate) => rate < 0)) return 'elsewhere';
  }
  // A line that runs along the rows has an upper and a lower side instead.
  return 2 * crossed >= rows ? 'left to right' : 'elsewhere';
}
