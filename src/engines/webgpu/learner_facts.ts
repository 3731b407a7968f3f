/** Records of numbers that pass between TypeScript and the kernels that learn, and the shaders' module `learner_facts` of them. */

import { isKinked } from '../../experiment/experiment.ts';
import { blendOf } from '../../networks/cells.ts';
import type { LearningNetwork } from '../../networks/learning/learning_measurement.ts';
import { trainingOf } from '../../networks/learning/training.ts';
import { layOut, writeRecord } from '../facts/records.ts';
import { struct } from './facts_module.ts';

/** What a network has of its own: constants of its cell, and how it learns. */
export const learnerRecord = layOut({
  negativeSlope: 'real',
  keep: 'real',
  share: 'real',
  forgetBias: 'real',
  /** Whether φ′ jumps somewhere. */
  kinked: 'word',
  truncate: 'count',
  rate: 'real',
  momentum: 'real',
  weightDecay: 'real',
  clip: 'real',
});

/** A network whose batch is at hand. */
export const learningSlotRecord = layOut({
  network: 'count',
  /** Steps of its sequences, and the first of them at which something is asked. */
  length: 'count',
  firstAsked: 'count',
  /** What an answer counts in the loss: one over how many are asked for. */
  part: 'real',
});

/** What has come of an update. */
export const learningOutcomeRecord = layOut({
  loss: 'real',
  /** Of the gradient, from which a power of two has been taken. */
  sumOfSquares: 'real',
  exponent: 'integer',
  /** The update with which the network diverged, or 0. */
  divergedAt: 'word',
});

export const learnerFactsModule = [
  struct('Learner', learnerRecord.fields),
  struct('LearningSlot', learningSlotRecord.fields),
  struct('LearningOutcome', learningOutcomeRecord.fields),
].join('\n');

/** What each of some networks has of its own. */
export function learnersOf(networks: readonly LearningNetwork[]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(learnerRecord.bytes * networks.length));
  networks.forEach(({ experiment, learning }, i) => {
    const { negativeSlope, forgetBias } = experiment;
    const { rate, truncate, momentum, weightDecay, clip } = trainingOf(learning);
    writeRecord(learnerRecord, view, i * learnerRecord.bytes, {
      ...{ negativeSlope, forgetBias, rate, truncate, momentum, weightDecay, clip },
      ...blendOf(experiment),
      kinked: Number(isKinked(experiment.activation)),
    });
  });
  return view.buffer;
}
