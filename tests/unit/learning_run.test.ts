/** Networks that learn, by the oracle. */
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { cellOf } from '../../src/networks/cells.ts';
import {
  begun,
  type LearningState,
  learntAt,
  nextUpdate,
  type Stream,
} from '../../src/networks/learning/learning_run.ts';
import type { Learner } from '../../src/networks/learning/loss_gradient.ts';
import { firstParameters } from '../../src/networks/learning/parameters.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import type { Training } from '../../src/networks/learning/training.ts';
import { drawNetwork } from '../../src/networks/network.ts';

const training: Training = {
  ...{ optimizer: 'adam', rate: 0.01, momentum: 0, weightDecay: 0 },
  ...{ clip: 1, truncate: 0 },
};

function beginner(change: Partial<typeof defaultExperiment>) {
  const experiment = { ...defaultExperiment, hiddenSize: 16, networks: 4, gain: 0.9, ...change };
  const network = drawNetwork(experiment, 0);
  const learner: Learner = { cell: cellOf(experiment), hiddenSize: 16, task: tasks.recall };
  return { learner, theta: firstParameters(network, tasks.recall, { seed: 1, index: 0 }) };
}

function learn(learner: Learner, from: LearningState, updates: number, settings: Training, stream: Stream) {
  let state = from;
  const losses: number[] = [];
  for (let i = 0; i < updates; i++) {
    const next = nextUpdate(learner, settings, stream, state);
    if (!next) return { state, losses, divergedAt: state.updates + 1 };
    losses.push(next.report.loss);
    ({ state } = next);
  }
  return { state, losses };
}

const stream: Stream = { seed: 1, stream: 0, lag: 4, batch: 16 };

describe('a network', () => {
  it('learns to recall over a few steps, from the baseline on', () => {
    const { learner, theta } = beginner({});
    const { losses } = learn(learner, begun(theta), 300, training, stream);
    expect(losses[0]).toBeGreaterThan(0.15);
    expect(learntAt(losses, tasks.recall.baseline(4), 10)).toBeLessThan(300);
    expect(learntAt(losses.slice(0, 12), tasks.recall.baseline(4), 10)).toBeUndefined();
  });

  it('comes to the same numbers when it is stopped and goes on', () => {
    const { learner, theta } = beginner({ cell: 'lstm' });
    const whole = learn(learner, begun(theta), 20, training, stream);
    const first = learn(learner, begun(theta), 7, training, stream);
    const kept = structuredClone(first.state);
    const rest = learn(learner, kept, 13, training, stream);
    expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
    expect(rest.state.theta).toEqual(whole.state.theta);
  });

  it('diverges with an update that can be named, never with a number that is none', () => {
    const { learner, theta } = beginner({ activation: 'identity', gain: 1.5 });
    const wild: Training = { ...training, optimizer: 'sgd', rate: 50, clip: 0 };
    const { divergedAt, losses, state } = learn(learner, begun(theta), 100, wild, stream);
    expect(divergedAt).toBeGreaterThan(1);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(state.theta.every(Number.isFinite)).toBe(true);
  });
});
