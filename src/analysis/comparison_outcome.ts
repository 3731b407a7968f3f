/** What a configuration's run comes to in a line of a table. */
import { quantile } from './quantile.ts';

/** Decades below its start at which a gradient has vanished: the limit of a phase. */
const vanishedDecades = -6;

/**
 * Steps back from T until the median gradient is below 1e-6 of its norm at T; undefined where it stays above.
 * `median` holds log10 norms at `times`, which ascend to T; null stands for an exact zero. Exact where every time is
 * kept, else the first kept time beyond.
 */
export function stepsUntilVanished(
  times: readonly number[],
  median: readonly (number | null)[],
): number | undefined {
  const end = times.at(-1) ?? 0;
  const start = median.at(-1) ?? Number.NaN;
  const at = median.findLastIndex((norm) => norm === null || norm - start < vanishedDecades);
  return at < 0 ? undefined : end - (times[at] ?? end);
}

/** Median of growth rates in nats per step, a dead network's −Infinity the lowest; NaN where there are none. */
export function medianRate(growthRate: ArrayLike<number>): number {
  return quantile(Float64Array.from(growthRate), 0.5);
}
