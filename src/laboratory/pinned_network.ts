/** One of the networks that learn, as it is now: its weights as a file, and its spectral radii before and now. */
import { learntWeights } from '../files/learnt_weights.ts';
import { firstStates } from '../networks/learning/first_states.ts';
import { breather } from '../networks/turn.ts';
import type { Bench } from './job.ts';
import { thetaOf } from './learning_record.ts';
import { learntRadius } from './learnt_radius.ts';

export interface PinnedNetworkRequest {
  /** The job that left the networks. */
  readonly run: number;
  readonly index: number;
}

export interface PinnedNetwork {
  readonly index: number;
  /** Updates that it has had. */
  readonly updates: number;
  /** ρ of W_hh as it was drawn, and as it is. */
  readonly firstRadius: number;
  readonly radius: number;
  /** A file of safetensors, under PyTorch's names. */
  readonly weights: Uint8Array;
}

/** Undefined where nobody knows the networks any more. @throws the signal's reason */
export async function pinnedNetwork(
  { run, index }: PinnedNetworkRequest,
  { signal, shelf }: Pick<Bench, 'signal' | 'shelf'>,
): Promise<PinnedNetwork | undefined> {
  const record = shelf.learning.get(run);
  const network = record?.networks[index];
  if (!record || !network) return undefined;
  const { states } = record;
  const first = await firstStates([network], signal);
  const theta = thetaOf(network, states, index);
  const breathe = breather(signal);
  return {
    ...{ index, updates: states.updates },
    firstRadius: await learntRadius(network, thetaOf(network, first, 0), breathe),
    radius: await learntRadius(network, theta, breathe),
    weights: learntWeights(network, theta, states.updates),
  };
}
