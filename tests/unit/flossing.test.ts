/** Gradient flossing: its gradient, what it does to exponents, and what that does to learning. */
import { describe, expect, it } from 'vitest';
import { trainInFloat64 } from '../../src/engines/train.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { defaultLearning, type Learning } from '../../src/experiment/learning.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { startingFrame } from '../../src/networks/frame.ts';
import { firstStates } from '../../src/networks/learning/first_states.ts';
import { flossed, flossGradient } from '../../src/networks/learning/flossing.ts';
import { learntAt } from '../../src/networks/learning/learning_run.ts';
import type { Learner } from '../../src/networks/learning/loss_gradient.ts';
import { firstParameters, parameterNames, partsOf } from '../../src/networks/learning/parameters.ts';
import { drawSequence } from '../../src/networks/learning/sequences.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { frameGrowth, framePlan } from '../../src/networks/lyapunov.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { entry, multiply } from '../../src/networks/vector.ts';

function learnerOf(change: Partial<Experiment>) {
  const experiment = { ...defaultExperiment, hiddenSize: 6, seed: 3, biasScale: 0.2, ...change };
  const task = tasks.adding;
  const learner: Learner = { cell: cellOf(experiment), hiddenSize: experiment.hiddenSize, task };
  const theta = firstParameters(drawNetwork(experiment, 0), task, { seed: 3, index: 0 });
  return { experiment, learner, theta };
}

const { inputs } = drawSequence(tasks.adding, 7, { seed: 5, stream: 0, number: 2 });

describe('the gradient of Σ λ²', () => {
  it.each<[string, Partial<Experiment>]>([
    ['rnn', { gain: 1.3 }],
    ['rnn', { activation: 'sigmoid', gain: 3 }],
    ['rnn', { activation: 'relu', gain: 1.3 }],
    ['rnn', { activation: 'gelu', gain: 1.3 }],
    ['rnn', { activation: 'softplus', gain: 1.3 }],
    ['leaky', { cell: 'leaky', leak: 0.3, gain: 2 }],
    ['residual', { cell: 'residual', residualScale: 0.5 }],
    ['gru', { cell: 'gru', gain: 2, hiddenSize: 3 }],
    ['lstm', { cell: 'lstm', gain: 2, forgetBias: 1, hiddenSize: 3 }],
  ])('%s %j: agrees with central differences', (_, change) => {
    const { learner, theta } = learnerOf(change);
    const size = learner.cell.parts * learner.hiddenSize;
    const frame = startingFrame(7, size, 3);
    const found = flossGradient(learner, theta, inputs, frame);
    if (!found) throw new Error('There is no gradient.');
    const loss = (at: number, by: number) => {
      const moved = theta.map((value, i) => (i === at ? value + by : value));
      const { exponents = [] } = flossGradient(learner, moved, inputs, frame) ?? {};
      return [...exponents].reduce((sum, exponent) => sum + exponent ** 2, 0);
    };
    const scale = Math.max(...found.gradient.map(Math.abs));
    const step = 1e-4;
    for (let at = 0; at < theta.length; at++) {
      const near = (loss(at, step) - loss(at, -step)) / (2 * step);
      const far = (loss(at, 2 * step) - loss(at, -2 * step)) / (4 * step);
      expect(Math.abs(entry(found.gradient, at) - (4 * near - far) / 3) / scale).toBeLessThan(1e-6);
    }
    const parts = partsOf(found.gradient, learner);
    for (const name of parameterNames)
      if (name.endsWith('Out')) expect(parts[name].every((value) => value === 0)).toBe(true);
  });
});

const signal = new AbortController().signal;

describe('flossing', () => {
  const plain = { hiddenSize: 12, gain: 0.5, activation: 'tanh', biasScale: 0 } as const;

  it('brings the first exponents to 0, on trajectories and from frames that it has not seen', async () => {
    const { experiment, learner, theta } = learnerOf(plain);
    const flossing = flossed(learner, theta, { seed: 1, stream: 0, lag: 40, exponents: 3, steps: 100 });
    let next = flossing.next();
    while (!next.done) next = flossing.next();
    const unseen = drawSequence(tasks.adding, 500, { seed: 6, stream: 1, number: 0 });
    const measured = async (own: Float64Array) => {
      const drawn = drawNetwork({ ...experiment, initialScale: 0 }, 0);
      const drive = (step: number) =>
        multiply(partsOf(own, learner).weightIH, unseen.inputs.subarray(2 * step, 2 * step + 2));
      const { weightHH: weights, bias } = partsOf(own, learner);
      const network = { ...drawn, weights, gain: 1, bias, drive };
      const plan = framePlan({ steps: 400, warmUp: 20 }, 4);
      const { logs } = await frameGrowth(network, { seed: 9, exponents: 4, plan });
      return Array.from({ length: 4 }, (_, i) => {
        const gains = [...logs].filter((__, place) => place % 4 === i);
        return gains.reduce((sum, value) => sum + value, 0) / 400;
      });
    };
    const [before, after] = [await measured(theta), await measured(next.value)];
    for (const exponent of before.slice(0, 3)) expect(exponent).toBeLessThan(-0.4);
    for (const exponent of after.slice(0, 3)) expect(Math.abs(exponent)).toBeLessThan(0.12);
    expect(after[3]).toBeLessThan(-0.3);
  });

  async function learntOf(change: Partial<Learning>) {
    const experiment = { ...defaultExperiment, ...plain, hiddenSize: 8, steps: 20, seed: 1, warmUp: 0 };
    const settings = { ...defaultLearning, optimizer: 'sgd', rate: 0.02, clip: 1, ...change } as const;
    const networks = Array.from({ length: 3 }, (_, index) => ({ experiment, learning: settings, index }));
    const from = await firstStates(networks, signal);
    const { losses } = await trainInFloat64(networks, { from, updates: 160, signal });
    return networks.filter((_, place) => {
      const own = losses.filter((__, at) => at % networks.length === place);
      return learntAt(own, 1, 10) !== undefined;
    }).length;
  }

  it('lets networks learn over a lag that the same ones do not learn as they are drawn', async () => {
    expect(await learntOf({})).toBe(0);
    expect(await learntOf({ floss: 3 })).toBeGreaterThan(1);
  });

  it('is refused in a sentence where a gate stands beside a kink', async () => {
    const experiment = { ...defaultExperiment, hiddenSize: 4, cell: 'lstm', activation: 'relu' } as const;
    const network = { experiment, learning: { ...defaultLearning, floss: 2 }, index: 0 };
    await expect(firstStates([network], signal)).rejects.toThrow(/^floss must be 0 where gates stand beside/);
  });

  it('leaves a network as it is of which a direction is lost', () => {
    const { learner, theta } = learnerOf({ ...plain, activation: 'relu' });
    partsOf(theta, learner).bias.fill(-9);
    const { done, value } = flossed(learner, theta, {
      seed: 1,
      stream: 0,
      lag: 5,
      exponents: 2,
      steps: 9,
    }).next();
    expect({ done, value }).toEqual({ done: true, value: theta });
  });
});

describe('the chrono start', () => {
  const start = async (cell: 'lstm' | 'gru', forgetBias: number) => {
    const experiment = { ...defaultExperiment, cell, forgetBias, hiddenSize: 64, biasScale: 0.3 };
    const network = { experiment, learning: { ...defaultLearning, chrono: 100 }, index: 0 };
    const { theta } = await firstStates([network], signal);
    return partsOf(theta, { cell: cellOf(experiment), hiddenSize: 64, task: tasks.recall }).bias;
  };

  it('opens each forget gate for a memory of its own up to T_max, and shuts the input gate as far', async () => {
    const bias = await start('lstm', 1.5);
    const forget = bias.subarray(64, 128).map((value) => value + 1.5);
    const memories = forget.map(Math.exp);
    expect(Math.min(...memories)).toBeGreaterThan(1);
    expect(Math.min(...memories)).toBeLessThan(10);
    expect(Math.max(...memories)).toBeLessThan(99);
    expect(Math.max(...memories)).toBeGreaterThan(90);
    const mean = memories.reduce((sum, value) => sum + value, 0) / 64;
    expect(Math.abs(mean - 50)).toBeLessThan(12);
    expect(bias.subarray(0, 64)).toEqual(forget.map((value) => -value));
    // The candidate's and the output's stay as they are drawn.
    expect(Math.abs(entry(bias, 130))).toBeLessThan(1.5);
  });

  it('opens a GRU’s update gate alone', async () => {
    const bias = await start('gru', 0);
    expect(Math.min(...bias.subarray(64, 128))).toBeGreaterThan(0);
    expect(Math.max(...bias.subarray(0, 64).map(Math.abs))).toBeLessThan(1.5);
  });
});
