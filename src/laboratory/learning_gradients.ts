/** The gradient of the task's own loss through time, of some of the networks that learn it: as they were drawn, or as they are now. */
import { percentiles } from '../analysis/quantile.ts';
import { learnerOf, streamOf } from '../engines/train.ts';
import { sampledNetworks } from '../experiment/learning_sample.ts';
import { firstStates } from '../networks/learning/first_states.ts';
import { gradientsThroughTime } from '../networks/learning/gradients_through_time.ts';
import { type LearningNetwork, updateOperations } from '../networks/learning/learning_measurement.ts';
import { drawSequence } from '../networks/learning/sequences.ts';
import { breather } from '../networks/turn.ts';
import type { Bench } from './job.ts';
import { thetaOf } from './learning_record.ts';

export interface LearningGradientsRequest {
  /** The job that left the networks. */
  readonly run: number;
  readonly moment: 'first' | 'now';
  /** A network that is looked at. */
  readonly watched?: number;
}

/** log10‖∂L/∂state_t‖ over t = 0 … S; null where it is zero, of sequences of S steps. */
export interface LearningGradients {
  /** Updates that the networks had. */
  readonly updates: number;
  /** Networks that the quantiles are of: those that have not diverged. */
  readonly networks: number;
  readonly p10: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
  readonly watched?: readonly (number | null)[];
}

/** Operations at most: what one core does in some seconds, unhurried. */
const mostOperations = 1e9;

/** Undefined where nobody knows the networks any more, or their sequences are of different lengths. @throws the signal's reason */
export async function learningGradients(
  { run, moment, watched }: LearningGradientsRequest,
  { signal, shelf }: Pick<Bench, 'signal' | 'shelf'>,
): Promise<LearningGradients | undefined> {
  const record = shelf.learning.get(run);
  const [first] = record?.networks ?? [];
  if (!record || !first) return undefined;
  const { networks } = record;
  if (networks.some(({ experiment }) => experiment.steps !== first.experiment.steps)) return undefined;
  const affordable = Math.max(8, Math.floor(mostOperations / updateOperations(first)));
  const all = sampledNetworks(networks.length, watched);
  const places = all.filter((place, i) => i < affordable || place === watched);
  // Of those that are looked at, which keep their places: drawing thousands to look at some takes long.
  const sample = places.flatMap((place) => networks[place] ?? []);
  const now = record.states;
  const begun = moment === 'first' ? await firstStates(sample, signal) : undefined;
  const breathe = breather(signal);
  const curves: Float64Array[] = [];
  let own: Float64Array | undefined;
  for (const [i, place] of places.entries()) {
    const network = sample[i];
    if (!network) continue;
    const isGone = begun === undefined && (now.divergedAt[place] ?? 0) > 0;
    const theta = begun ? thetaOf(network, begun, i) : thetaOf(network, now, place);
    const curve = gradientsThroughTime(learnerOf(network), theta, firstBatch(network));
    if (place === watched) own = curve;
    if (!isGone && i < affordable) curves.push(curve);
    await breathe();
  }
  const times = curves[0] ?? own ?? new Float64Array();
  const quantiles = Array.from(times, (_, t) => percentiles(Float64Array.from(curves, (one) => one[t] ?? 0)));
  return {
    ...{ updates: begun ? 0 : now.updates, networks: curves.length },
    p10: quantiles.map(({ p10 }) => p10),
    p50: quantiles.map(({ p50 }) => p50),
    p90: quantiles.map(({ p90 }) => p90),
    ...(own && { watched: Array.from(own, (log) => (Number.isFinite(log) ? log : null)) }),
  };
}

/** What the first update is made from: the same sequences at every moment, so that only θ differs. */
function firstBatch(network: LearningNetwork) {
  const { task } = learnerOf(network);
  const { seed, stream, lag, batch } = streamOf(network);
  return Array.from({ length: batch }, (_, number) => drawSequence(task, lag, { seed, stream, number }));
}
