/** The training in front of the reader: its gradient, its plateau, its NaN, and what clipping does to each. */
import { describe, expect, it } from 'vitest';
import { outcome } from '../../src/lessons/outcome.ts';
import {
  clipFactor,
  lossAndGradient,
  type RecallParameters,
  type RecallTask,
  recallUnits,
  recallUpdates,
  type Update,
} from '../../src/lessons/recall_training.ts';
import { activationOf } from '../../src/networks/activation.ts';
import { normals, purpose } from '../../src/networks/normal.ts';
import { spectralRadius } from '../../src/networks/spectrum.ts';
import { entry } from '../../src/networks/vector.ts';

const vanishing: RecallTask = {
  activation: 'tanh',
  radius: 0.5,
  steps: 20,
  learningRate: 0.02,
  clip: undefined,
  seed: 1,
};
const exploding: RecallTask = { ...vanishing, activation: 'identity', radius: 1.5 };

function trained(task: RecallTask, most: number): Update[] {
  const updates: Update[] = [];
  for (const update of recallUpdates(task)) {
    updates.push(update);
    if (update.number === most) break;
  }
  return updates;
}

function meanLoss(updates: readonly Update[]): number {
  return updates.reduce((sum, { loss }) => sum + loss, 0) / updates.length;
}

function radiusAt(updates: readonly Update[], index: number): number {
  return spectralRadius(updates[index]?.recurrent ?? new Float64Array(), recallUnits);
}

describe('backpropagation through time', () => {
  const size = 3;
  const draw = (row: number, count: number) => normals(5, purpose.weights, 0, row, count);
  const parameters: RecallParameters = { recurrent: draw(0, 9), input: draw(1, 3), readout: draw(2, 3) };
  const batch = [draw(3, 6), draw(4, 6)];

  it.each(['tanh', 'identity'] as const)('%s: agrees with central differences', (name) => {
    const activation = activationOf({ activation: name, negativeSlope: 0 });
    const { gradient } = lossAndGradient(parameters, activation, batch);
    const step = 1e-6;
    for (const [key, count] of [
      ['recurrent', size * size],
      ['input', size],
      ['readout', size],
    ] as const) {
      for (let at = 0; at < count; at++) {
        const loss = (by: number) => {
          const moved = parameters[key].map((value, i) => (i === at ? value + by : value));
          return lossAndGradient({ ...parameters, [key]: moved }, activation, batch).loss;
        };
        const slope = (loss(step) - loss(-step)) / (2 * step);
        expect(Math.abs(entry(gradient[key], at) - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
      }
    }
  });
});

describe('vanishing', () => {
  it('plateaus at the loss of always answering 0; no gradient is longer than 0.4, so clipping has nothing to do', () => {
    const updates = trained({ ...vanishing, clip: 1 }, 600);
    const late = meanLoss(updates.slice(-100));
    expect(late).toBeGreaterThan(0.95);
    expect(late).toBeLessThan(1.05);
    expect(outcome(updates)).toMatch(/nothing learnt$/);
    for (const { gradientNorm } of updates) {
      expect(gradientNorm).toBeLessThan(0.4);
      expect(clipFactor(gradientNorm, 1)).toBe(1);
    }
  });

  it('with a delay of 8 it learns within three hundred updates, a few of them clipped or none', () => {
    const [plain, clipped] = [undefined, 1].map((clip) => trained({ ...vanishing, steps: 8, clip }, 600));
    for (const updates of [plain ?? [], clipped ?? []]) {
      const learnt = updates.findIndex(({ loss }) => loss < 0.2);
      expect(learnt).toBeGreaterThan(50);
      expect(learnt).toBeLessThan(300);
      expect(outcome(updates)).toMatch(/, learnt$/);
    }
    const cut = clipped?.filter(({ gradientNorm }) => clipFactor(gradientNorm, 1) < 0.999).length;
    expect(cut).toBeGreaterThan(5);
    expect(cut).toBeLessThan(60);
  });
});

describe('exploding', () => {
  it('is not a number after a few updates', () => {
    const updates = trained(exploding, 600);
    expect(updates.at(-1)?.loss).toBeNaN();
    expect(outcome(updates)).toBe('NaN at update 3');
  });

  it('learns once it is clipped; it is learning that mends ρ, in updates nearly all of which are clipped', () => {
    const updates = trained({ ...exploding, clip: 1 }, 300);
    expect(updates.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(updates[0]?.loss).toBeGreaterThan(1e3);
    expect(outcome(updates)).toMatch(/, learnt$/);
    const cut = updates.filter(({ gradientNorm }) => clipFactor(gradientNorm, 1) < 0.999).length;
    expect(cut).toBeGreaterThan(290);
    expect(radiusAt(updates, 0)).toBeCloseTo(1.5, 6);
    expect(radiusAt(updates, 299).toFixed(2)).toBe('1.15');
  });
});

describe('an orthogonal start', () => {
  it('learns within a dozen updates, and drifts away from ρ = 1 within ten', () => {
    const updates = trained({ ...vanishing, radius: 1, orthogonal: true }, 300);
    expect(meanLoss(updates.slice(12, 24))).toBeLessThan(0.2);
    expect(radiusAt(updates, 0)).toBeCloseTo(1, 10);
    expect(radiusAt(updates, 10)).toBeGreaterThan(1.05);
    expect(radiusAt(updates, 299)).toBeGreaterThan(1.1);
    expect(outcome(updates)).toMatch(/, learnt$/);
  });

  it.each([1, 2])('seed %d: what counts is ρ, not that it be orthogonal', (seed) => {
    const end = (radius: number, orthogonal: boolean) =>
      outcome(trained({ ...vanishing, seed, radius, orthogonal }, 300));
    expect(end(1, false)).toMatch(/, learnt$/);
    expect(end(0.5, true)).toMatch(/nothing learnt$/);
  });
});

describe('an outcome', () => {
  const ended = (number: number, loss: number): Update => ({
    ...{ number, loss, gradientNorm: 1 },
    recurrent: new Float64Array(),
  });

  it('is learnt, half learnt, nothing, or off; and never more than that', () => {
    expect(outcome([])).toBe('not begun');
    expect(outcome([ended(1, 0.95)])).toBe('loss 0.95 after 1 update, nothing learnt');
    expect(outcome([ended(600, 0.1)])).toBe('loss 0.10 after 600 updates, learnt');
    expect(outcome([ended(600, 0.5)])).toBe('loss 0.50 after 600 updates, half learnt');
    expect(outcome([ended(2, 40)])).toBe('loss 40 after 2 updates, far off');
    expect(outcome([ended(3, Number.NaN)])).toBe('NaN at update 3');
  });
});

describe('clip_grad_norm_', () => {
  it('is one factor, at most 1', () => {
    expect(clipFactor(0.5, 1)).toBe(1);
    expect(clipFactor(100, 1)).toBeCloseTo(0.01, 8);
    expect(clipFactor(100, undefined)).toBe(1);
  });
});
