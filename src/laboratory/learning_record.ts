/** What is on the shelf of networks that learn: all that it takes to go on with them, and to look into any of them. */
import { type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { type LearningPlan, networkPlan } from '../experiment/learning_axes.ts';
import {
  type LearnerStates,
  type LearningNetwork,
  thetaSize,
} from '../networks/learning/learning_measurement.ts';

export interface LearningRecord {
  readonly networks: readonly LearningNetwork[];
  /** Where they stand; replaced with every slice of updates, never changed. */
  states: LearnerStates;
}

/** Networks of a plan, all of them unless said, with the numbers of their own. */
export function networksOf(
  plan: LearningPlan,
  { from, to }: NetworkRange = wholeOf(plan.experiment),
): LearningNetwork[] {
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const { experiment, learning } = networkPlan(plan, index);
    return { experiment, learning, index };
  });
}

/** θ of one of them. */
export function thetaOf(network: LearningNetwork, { theta }: LearnerStates, place: number): Float64Array {
  const size = thetaSize(network);
  return theta.subarray(place * size, (place + 1) * size);
}
