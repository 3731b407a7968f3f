/** What a worker is told of networks that learn: how its memory is laid out, and what is each network's own. */
import { activations } from '../../experiment/experiment.ts';
import { blendOf, cellOf } from '../../networks/cells.ts';
import { type LearningNetwork, thetaSize } from '../../networks/learning/learning_measurement.ts';
import { targetsOf } from '../../networks/learning/task.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { adamBetas, clipGuard, trainingOf } from '../../networks/learning/training.ts';
import type { LearnerLayout, LearnerParameters, Precision, TrainingFacts } from './learn_task.ts';
import { cellLayout } from './task.ts';

/** Sequences that go side by side, as many numbers as two registers hold. */
const abreast: Readonly<Record<Precision, number>> = { float32: 8, float64: 4 };

/** @param longest steps of the longest sequence of any of them */
export function learnerLayout(
  { experiment, learning }: LearningNetwork,
  longest: number,
  precision: Precision,
): LearnerLayout {
  const { inputs, outputs, judgement } = tasks[learning.task];
  const { paddedSize: _, ...layout } = cellLayout(cellOf(experiment), experiment.hiddenSize);
  return {
    ...layout,
    abreast: abreast[precision],
    ...{ inputs, outputs, targets: targetsOf(tasks[learning.task]), longest, batch: learning.batch },
    squares: Number(judgement === 'squares'),
    adam: Number(learning.optimizer === 'adam'),
  };
}

export function learnerParameters({ experiment, learning }: LearningNetwork): LearnerParameters {
  const { activation, negativeSlope, forgetBias, steps } = experiment;
  return {
    activation: activations.indexOf(activation),
    ...{ negativeSlope, forgetBias, truncate: learning.truncate },
    ...blendOf(experiment),
    length: tasks[learning.task].length(steps),
  };
}

export function trainingFacts({ learning }: LearningNetwork): TrainingFacts {
  const { rate, momentum, weightDecay, clip } = trainingOf(learning);
  return { rate, momentum, weightDecay, clip, clipGuard, betas: adamBetas };
}

/** Numbers of what an update learns from. */
export function batchNumbers({ experiment, learning }: LearningNetwork): number {
  const task = tasks[learning.task];
  return learning.batch * task.length(experiment.steps) * (task.inputs + targetsOf(task));
}

/** Bytes of what comes and goes at once, of a network. */
export function exchangeBytes(network: LearningNetwork, updates: number): number {
  return 8 * Math.max(thetaSize(network), batchNumbers(network) * updates);
}
