/** Which part of the plane the scatter shows: where the networks are, never widened by a line of theory. */
import type { PointCloud } from '../../point_cloud.ts';

export type Range = readonly [minimum: number, maximum: number];

/** Points looked at to choose a range. */
const sample = 4000;

/** Range of spectral radius that holds every network, and the gains asked for. */
export function radiusRange(cloud: PointCloud, gains: Range): Range {
  let [low, high] = gains;
  for (let i = 0; i < cloud.length; i++) {
    const radius = cloud.radius[i] ?? 0;
    low = Math.min(low, radius);
    high = Math.max(high, radius);
  }
  const pad = Math.max(0.02 * (high - low), 0.005 * high, 1e-3);
  return [low < 0.25 * high ? 0 : low - pad, high + pad];
}

/** Range of the norms (decades) that holds nearly every living network; lone outliers may lie beyond. */
export function normRange(cloud: PointCloud): Range | undefined {
  const norms: number[] = [];
  const stride = Math.max(1, Math.floor(cloud.length / sample));
  for (let i = 0; i < cloud.length; i += stride) {
    const norm = cloud.log10Norm[i] ?? Number.NaN;
    if (Number.isFinite(norm)) norms.push(norm);
  }
  if (norms.length === 0) return undefined;
  norms.sort((a, b) => a - b);
  const at = (share: number) => norms[Math.round(share * (norms.length - 1))] ?? 0;
  const core = at(0.995) - at(0.005);
  const all = at(1) - at(0);
  const [low, high] = all <= 1.35 * core ? [at(0), at(1)] : [at(0.005), at(0.995)];
  const pad = Math.max(0.05 * (high - low), 0.5);
  return [low - pad, high + pad];
}

/** The smallest range with both in it: while a run goes on, axes grow and never shrink. */
export function united(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}
