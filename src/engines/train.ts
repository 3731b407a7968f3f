/** Networks that learn in float64, one after another. */
import { float64Engine } from '../experiment/provenance.ts';
import { cellOf } from '../networks/cells.ts';
import {
  type LearnerStates,
  type LearningNetwork,
  type LearningReport,
  type TrainOptions,
  updateOperations,
} from '../networks/learning/learning_measurement.ts';
import { type LearningState, nextUpdate, type Stream } from '../networks/learning/learning_run.ts';
import type { Learner } from '../networks/learning/loss_gradient.ts';
import { tasks } from '../networks/learning/tasks.ts';
import { trainingOf } from '../networks/learning/training.ts';
import { breather } from '../networks/turn.ts';

/** @throws the signal's reason */
export async function trainInFloat64(
  networks: readonly LearningNetwork[],
  { from, updates, signal }: TrainOptions,
): Promise<LearningReport> {
  const start = performance.now();
  const count = networks.length;
  const losses = new Float64Array(updates * count).fill(Number.NaN);
  const gradientNorms = losses.slice();
  const states = {
    updates: from.updates + updates,
    theta: from.theta.slice(),
    first: from.first.slice(),
    second: from.second.slice(),
    divergedAt: from.divergedAt.slice(),
  };
  const breathe = breather(signal);
  for (const [place, network] of networks.entries()) {
    const learner = learnerOf(network);
    // As exact as it is told: of what a plan says it is float32's already.
    const training = trainingOf(network.learning);
    let state = stateAt(from, place, count);
    for (let update = 0; update < updates && states.divergedAt[place] === 0; update++) {
      const next = nextUpdate(learner, training, streamOf(network), state);
      await breathe();
      if (!next) {
        states.divergedAt[place] = state.updates + 1;
        break;
      }
      losses[update * count + place] = next.report.loss;
      gradientNorms[update * count + place] = next.report.gradientNorm;
      ({ state } = next);
    }
    const size = state.theta.length;
    states.theta.set(state.theta, place * size);
    states.first.set(state.optimizer.first, place * size);
    states.second.set(state.optimizer.second, place * size);
  }
  return {
    ...{ losses, gradientNorms, states },
    operations: updates * networks.reduce((sum, network) => sum + updateOperations(network), 0),
    seconds: (performance.now() - start) / 1000,
    trainedBy: float64Engine,
  };
}

/** What learns, without its numbers. */
export function learnerOf({ experiment, learning }: LearningNetwork): Learner {
  return { cell: cellOf(experiment), hiddenSize: experiment.hiddenSize, task: tasks[learning.task] };
}

/** What a network learns from. */
export function streamOf({ experiment, index, learning }: LearningNetwork): Stream {
  const { batch, sharedData } = learning;
  return { seed: experiment.seed, stream: sharedData ? 0 : index, lag: experiment.steps, batch };
}

function stateAt(
  { updates, theta, first, second }: LearnerStates,
  place: number,
  count: number,
): LearningState {
  const size = theta.length / count;
  const of = (all: Float64Array) => all.slice(place * size, (place + 1) * size);
  return { theta: of(theta), optimizer: { updates, first: of(first), second: of(second) }, updates };
}
