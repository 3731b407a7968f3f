/** A few networks that stand for all of a run. */
import type { Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';

/**
 * Indices of `size` networks, in order of their gain. Even over the gain axis, because the networks are cut
 * into cells of equal count along it and each cell gives one; and over the batch, because each cell gives the
 * one that is nearest to its own place in it. (The first `size` would be as even over the axis, the gains
 * being a low-discrepancy sequence, but would all come from the first chunk.)
 */
export function evenSample(experiment: Experiment, size: number): number[] {
  const { networks } = experiment;
  const gains = Float64Array.from(
    { length: networks },
    (_, index) => networkSettings(experiment, index).gain,
  );
  const byGain = Uint32Array.from({ length: networks }, (_, index) => index).sort(
    (a, b) => (gains[a] ?? 0) - (gains[b] ?? 0),
  );
  const cells = Math.min(size, networks);
  return Array.from({ length: cells }, (_, cell) => {
    const start = Math.floor((cell * networks) / cells);
    const members = byGain.subarray(start, Math.floor(((cell + 1) * networks) / cells));
    const place = ((cell + 0.5) * networks) / cells;
    return members.reduce((best, index) => (Math.abs(index - place) < Math.abs(best - place) ? index : best));
  });
}
