/** Where a median gradient keeps its size: along a line of medians, and across a phase map. */
import { philox } from '../networks/philox.ts';
import type { PhaseMap } from './phase_map.ts';
import { quantile } from './quantile.ts';

/** Where a line passes a level, and on which side of it the line comes out. */
export interface Crossing {
  readonly at: number;
  readonly direction: 'upwards' | 'downwards';
}

/** Every x at which y passes `level`, in their order. −Infinity lies below it; NaN is a gap. */
export function crossings(x: ArrayLike<number>, y: ArrayLike<number>, level: number): Crossing[] {
  const found: Crossing[] = [];
  for (let i = 1; i < x.length; i++) {
    const [y0, y1] = [(y[i - 1] ?? Number.NaN) - level, (y[i] ?? Number.NaN) - level];
    const upwards = y0 < 0 && y1 >= 0;
    if (!upwards && !(y0 >= 0 && y1 < 0)) continue;
    const [x0, x1] = [x[i - 1] ?? Number.NaN, x[i] ?? Number.NaN];
    // Between the dead and the living no straight line says where.
    const part = Number.isFinite(y0 - y1) ? y0 / (y0 - y1) : 0.5;
    found.push({ at: x0 + (x1 - x0) * part, direction: upwards ? 'upwards' : 'downwards' });
  }
  return found;
}

/** How sure an edge is: what became of it when its networks were drawn again from among themselves (Efron 1979). */
export interface EdgeInterval {
  /** The middle 95 %: from the first crossing's 2.5th percentile to the last one's 97.5th, over resamplings that have any. */
  readonly low: number;
  readonly high: number;
  /** The part of all resamplings that never cross, 0 … 1. */
  readonly without: number;
}

/** Of the crossings that each resampling has; undefined where none has any. */
export function edgeInterval(resampled: readonly (readonly Crossing[])[]): EdgeInterval | undefined {
  const places = (which: 0 | -1) =>
    Float64Array.from(resampled.flatMap((found) => found.at(which)?.at ?? []));
  const [first, last] = [places(0), places(-1)];
  if (first.length === 0) return undefined;
  return {
    low: quantile(first, 0.025),
    high: quantile(last, 0.975),
    without: 1 - first.length / resampled.length,
  };
}

/** The second word of a key that no network is drawn with. */
const resamplingKey = 1;

/** Networks 0 … count − 1 drawn from among themselves, each as often as chance will have it; the same for the same seed. */
export function resampling(count: number, draw: number, seed: number): Uint32Array {
  const picks = new Uint32Array(count);
  for (let from = 0; from < count; from += 4) {
    const words = philox([draw, from, 0, 0], [seed, resamplingKey]);
    for (let i = 0; i < 4 && from + i < count; i++) picks[from + i] = (words[i] ?? 0) % count;
  }
  return picks;
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
