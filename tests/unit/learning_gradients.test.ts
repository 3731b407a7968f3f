/** The gradient of a task's loss through time, against differences of the loss itself. */
import { describe, expect, it } from 'vitest';
import { cells } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { gradientsThroughTime } from '../../src/networks/learning/gradients_through_time.ts';
import { type Learner, lossGradient } from '../../src/networks/learning/loss_gradient.ts';
import { firstParameters, partsOf } from '../../src/networks/learning/parameters.ts';
import { drawSequence } from '../../src/networks/learning/sequences.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { norm } from '../../src/networks/vector.ts';

const lag = 6;

function beginner(change: Partial<typeof defaultExperiment>) {
  const experiment = { ...defaultExperiment, hiddenSize: 4, gain: 0.9, ...change };
  const learner: Learner = { cell: cellOf(experiment), hiddenSize: 4, task: tasks.recall };
  const theta = firstParameters(drawNetwork(experiment, 0), tasks.recall, { seed: 1, index: 0 });
  const batch = [0, 1].map((number) => drawSequence(tasks.recall, lag, { seed: 1, stream: 0, number }));
  return { learner, theta, batch };
}

describe('the gradient through time', () => {
  it.each(cells)('of %s ends with that of the answer and has a number for every step', (cell) => {
    const { learner, theta, batch } = beginner({ cell });
    const logs = gradientsThroughTime(learner, theta, batch);
    expect(logs).toHaveLength(lag + 1);
    expect(logs.every(Number.isFinite)).toBe(true);
  });

  /** Of an identity that reads nothing but a number at the first step, ∂L/∂h_1 is known through ∂L/∂b of the steps. */
  it('of a linear network is its matrix, step by step', () => {
    const { learner, theta, batch } = beginner({ activation: 'identity', ensemble: 'orthogonal', gain: 0.5 });
    const logs = gradientsThroughTime(learner, theta, batch);
    for (let t = 0; t < lag; t++)
      expect((logs[t] ?? 0) - (logs[t + 1] ?? 0)).toBeCloseTo(Math.log10(0.5), 10);
    const { weightOut } = partsOf(theta, learner);
    const { gradient } = lossGradient(learner, theta, batch, 0);
    // ∂L/∂b_out sums what comes to the answers; each of them goes back by W_out.
    const [slope = 0] = partsOf(gradient, learner).biasOut;
    const apart = batch.map(
      (one) => partsOf(lossGradient(learner, theta, [one], 0).gradient, learner).biasOut[0] ?? 0,
    );
    expect((apart[0] ?? 0) + (apart[1] ?? 0)).toBeCloseTo(2 * slope, 12);
    const expected = Math.hypot(...apart.map((one) => one / 2)) * norm(weightOut);
    expect(logs[lag]).toBeCloseTo(Math.log10(expected), 10);
  });

  it('far below what a square of float64 holds is a number still', () => {
    const { learner, theta, batch } = beginner({ activation: 'identity', ensemble: 'orthogonal', gain: 0.5 });
    partsOf(theta, learner).weightHH.forEach((value, i, weights) => {
      weights[i] = value * 1e-40;
    });
    const logs = gradientsThroughTime(learner, theta, batch);
    expect((logs[0] ?? 0) - (logs[lag] ?? 0)).toBeCloseTo(lag * (Math.log10(0.5) - 40), 6);
  });

  it('is exactly zero where nothing goes back', () => {
    const { learner, theta, batch } = beginner({});
    partsOf(theta, learner).weightHH.fill(0);
    const logs = gradientsThroughTime(learner, theta, batch);
    expect(Number.isFinite(logs[lag])).toBe(true);
    expect(logs[0]).toBe(-Infinity);
  });
});
