/** What becomes of networks that learn along an axis: in each of even stretches of it, the parts that have learnt, have not, and have diverged. */
import type { OutcomeCounts, OutcomeSoFar } from './learning_track.ts';

export interface OutcomeBin extends OutcomeCounts {
  readonly from: number;
  readonly to: number;
  /** Networks in it. */
  readonly networks: number;
}

/** Networks of a stretch on average. */
const perBin = 24;
const [fewest, most] = [4, 32] as const;

/** @param places of the networks on the axis; those without one are in no stretch */
export function outcomeBins(
  places: ArrayLike<number>,
  outcomes: readonly OutcomeSoFar[],
  [low, high]: readonly [number, number],
): OutcomeBin[] {
  const bins = Math.max(fewest, Math.min(most, Math.round(outcomes.length / perBin)));
  const counts = Array.from({ length: bins }, () => ({ learnt: 0, waiting: 0, diverged: 0 }));
  for (const [network, outcome] of outcomes.entries()) {
    const place = places[network] ?? Number.NaN;
    const bin = counts[Math.min(bins - 1, Math.floor(((place - low) / (high - low)) * bins))];
    if (bin) bin[outcome] += 1;
  }
  return counts.map((count, bin) => ({
    ...count,
    ...{ from: low + ((high - low) * bin) / bins, to: low + ((high - low) * (bin + 1)) / bins },
    networks: count.learnt + count.waiting + count.diverged,
  }));
}
