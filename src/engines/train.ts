/** Networks that learn in float64, one after another. */
import type { Experiment } from '../experiment/experiment.ts';
import { type Learning, rateOf } from '../experiment/learning.ts';
import { cellOf } from '../networks/cells.ts';
import {
  type LearnerStates,
  type LearningReport,
  type TrainOptions,
  thetaSize,
  updateOperations,
} from '../networks/learning/learning_measurement.ts';
import { begun, type LearningState, nextUpdate } from '../networks/learning/learning_run.ts';
import type { Learner } from '../networks/learning/loss_gradient.ts';
import { firstParameters } from '../networks/learning/parameters.ts';
import { tasks } from '../networks/learning/tasks.ts';
import type { Training } from '../networks/learning/training.ts';
import { drawNetwork } from '../networks/network.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';

/** @throws the signal's reason */
export async function trainInFloat64(
  experiment: Experiment,
  { learning, range, from, updates, signal }: TrainOptions,
): Promise<LearningReport> {
  const start = performance.now();
  const count = range.to - range.from;
  const size = thetaSize(experiment, learning);
  const before = from?.updates ?? 0;
  const losses = new Float64Array(updates * count).fill(Number.NaN);
  const gradientNorms = losses.slice();
  const states = {
    updates: before + updates,
    theta: new Float64Array(count * size),
    first: new Float64Array(count * size),
    second: new Float64Array(count * size),
    divergedAt: new Int32Array(count),
  };
  const breathe = breather(signal);
  for (let place = 0; place < count; place++) {
    const index = range.from + place;
    const learner = learnerOf(experiment, learning);
    const training: Training = { ...learning, rate: rateOf(learning, index) };
    let state = from ? stateAt(from, place, size) : begun(firstTheta(experiment, learner, index));
    let divergedAt = from ? entry(from.divergedAt, place) : 0;
    for (let update = 0; update < updates && divergedAt === 0; update++) {
      const next = nextUpdate(learner, training, streamOf(experiment, learning, index), state);
      await breathe();
      if (!next) {
        divergedAt = state.updates + 1;
        break;
      }
      losses[update * count + place] = next.report.loss;
      gradientNorms[update * count + place] = next.report.gradientNorm;
      ({ state } = next);
    }
    states.divergedAt[place] = divergedAt;
    states.theta.set(state.theta, place * size);
    states.first.set(state.optimizer.first, place * size);
    states.second.set(state.optimizer.second, place * size);
  }
  return {
    ...{ losses, gradientNorms, states },
    operations: count * updates * updateOperations(experiment, learning),
    seconds: (performance.now() - start) / 1000,
  };
}

function learnerOf(experiment: Experiment, { task }: Learning): Learner {
  return { cell: cellOf(experiment), hiddenSize: experiment.hiddenSize, task: tasks[task] };
}

function firstTheta(experiment: Experiment, { task }: Learner, index: number): Float64Array {
  return firstParameters(drawNetwork(experiment, index), task, { seed: experiment.seed, index });
}

function streamOf({ seed, steps }: Experiment, { batch, sharedData }: Learning, index: number) {
  return { seed, stream: sharedData ? 0 : index, lag: steps, batch };
}

function stateAt(
  { updates, theta, first, second }: LearnerStates,
  place: number,
  size: number,
): LearningState {
  const of = (all: Float64Array) => all.slice(place * size, (place + 1) * size);
  return { theta: of(theta), optimizer: { updates, first: of(first), second: of(second) }, updates };
}
