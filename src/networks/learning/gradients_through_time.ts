/**
 * How far the gradient of a task's own loss travels in a network that learns it: ‖∂L/∂state_t‖ at every step. In float64, for a
 * sample of networks, apart from the gradient that they learn by.
 */
import { largestMagnitude, norm } from '../vector.ts';
import { backward, forward, judge, type Learner, type Passed } from './loss_gradient.ts';
import { parameterCount, partsOf } from './parameters.ts';
import type { LearningSequence } from './task.ts';

/**
 * log10 of the root of the sum over a batch of ‖∂L/∂state_t‖², for t = 0 … S of sequences of S steps, L the mean loss of the batch and the
 * state all of its parts; −Infinity where it is zero.
 */
export function gradientsThroughTime(
  learner: Learner,
  theta: Float64Array,
  batch: readonly LearningSequence[],
): Float64Array {
  const parameters = partsOf(theta, learner);
  // What learning would sum up besides; nobody looks at it here.
  const aside = partsOf(new Float64Array(parameterCount(learner)), learner);
  const asked = batch.reduce(
    (sum, { targets }) => sum + targets.reduce((n, value) => n + Number(!Number.isNaN(value)), 0),
    0,
  );
  const logNorms = batch.map((sequence) => {
    const passed: Passed[] = forward(learner, parameters, sequence.inputs);
    const cotangents = passed.map(
      ({ after }, t) =>
        judge(
          learner,
          parameters,
          aside,
          { hidden: after.subarray(0, learner.hiddenSize), sequence, t },
          asked,
        ).cotangent,
    );
    const logs = new Float64Array(passed.length + 1);
    backward(learner, parameters, aside, {
      ...{ inputs: sequence.inputs, passed, cotangents, truncate: 0 },
      seen: (t, delta) => {
        logs[t] = log10Norm(delta);
      },
    });
    return logs;
  });
  return Float64Array.from(logNorms[0] ?? [], (_, t) => {
    const logs = logNorms.map((one) => one[t] ?? -Infinity);
    const largest = Math.max(...logs);
    if (!Number.isFinite(largest)) return largest;
    return largest + 0.5 * Math.log10(logs.reduce((sum, log) => sum + 10 ** (2 * (log - largest)), 0));
  });
}

/** Brought to size first: a square leaves the range of float64 long before what is squared does. */
function log10Norm(vector: Float64Array): number {
  const largest = largestMagnitude(vector);
  return largest === 0 ? -Infinity : Math.log10(largest) + Math.log10(norm(vector.map((x) => x / largest)));
}
