/** Which part of the plane the scatter shows: where the networks are, never widened by a line of theory. */
import type { PointCloud } from '../../point_cloud.ts';

export type Range = readonly [minimum: number, maximum: number];

/** Part of the networks at either end that may lie beyond the axes. */
const tail = 0.003;
/** Points looked at to choose a range. */
const sample = 4000;

/** Range of the x axis that holds nearly every network, and the gains asked for. */
export function placeRange(cloud: PointCloud, gains: Range): Range {
  const [low, high] = united(mostOf(cloud.x, cloud.length, 0), gains) ?? gains;
  const pad = Math.max(0.02 * (high - low), 0.005 * high, 1e-3);
  return [low < 0.25 * high ? 0 : low - pad, high + pad];
}

/** Range of the norms (decades) that holds nearly every living network. */
export function normRange(cloud: PointCloud): Range | undefined {
  const range = mostOf(cloud.log10Norm, cloud.length, tail);
  return range && paddedNorms(range);
}

/** Norms (decades), with room above and below. */
export function paddedNorms([low, high]: Range): Range {
  const pad = Math.max(0.05 * (high - low), 0.5);
  return [low - pad, high + pad];
}

/** All finite values, unless a few lone ones would take up a large part of the range. */
function mostOf(values: Float32Array, length: number, lowerTail: number): Range | undefined {
  const finite: number[] = [];
  const stride = Math.max(1, Math.floor(length / sample));
  for (let i = 0; i < length; i += stride) {
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) finite.push(value);
  }
  if (finite.length === 0) return undefined;
  finite.sort((a, b) => a - b);
  const at = (share: number) => finite[Math.round(share * (finite.length - 1))] ?? 0;
  const [low, high] = [at(lowerTail), at(1 - tail)];
  const all = at(1) - at(0);
  return all <= 1.25 * (high - low) ? [at(0), at(1)] : [low, high];
}

/** The smallest range with both in it: while a run goes on, axes grow and never shrink. */
export function united(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}
