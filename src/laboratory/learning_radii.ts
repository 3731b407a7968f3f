/** Spectral radii of all networks that learn: as they were drawn, and as they are now. */
import { firstStates } from '../networks/learning/first_states.ts';
import type { Bench } from './job.ts';
import { radiiOf } from './learning.ts';

export interface LearningRadiiRequest {
  /** The job that left the networks. */
  readonly run: number;
  readonly moment: 'first' | 'now';
}

export interface LearningRadii {
  /** Updates that the networks had. */
  readonly updates: number;
  /** ρ, [networks] */
  readonly radii: Float64Array;
}

/** Undefined where nobody knows the networks any more. @throws the signal's reason */
export async function learningRadii(
  { run, moment }: LearningRadiiRequest,
  { signal, shelf }: Pick<Bench, 'signal' | 'shelf'>,
): Promise<LearningRadii | undefined> {
  const record = shelf.learning.get(run);
  if (!record) return undefined;
  const { networks } = record;
  const states = moment === 'first' ? await firstStates(networks, signal) : record.states;
  const radii = await radiiOf(
    networks,
    states,
    networks.map((_, place) => place),
    signal,
  );
  return { updates: states.updates, radii };
}
