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
  it('plateaus at the loss of always answering 0, clipped or not', () => {
    for (const clip of [undefined, 1]) {
      const updates = trained({ ...vanishing, clip }, 600);
      const late = updates.slice(-100).reduce((sum, { loss }) => sum + loss / 100, 0);
      expect(late).toBeGreaterThan(0.95);
      expect(late).toBeLessThan(1.05);
      expect(outcome(updates)).toMatch(/nothing learnt$/);
    }
  });

  it('has nothing to clip', () => {
    for (const { gradientNorm } of trained({ ...vanishing, clip: 1 }, 600))
      expect(clipFactor(gradientNorm, 1)).toBe(1);
  });

  it('with a delay of 8 it learns within a few hundred updates', () => {
    const updates = trained({ ...vanishing, steps: 8 }, 600);
    const learnt = updates.findIndex(({ loss }) => loss < 0.2);
    expect(learnt).toBeGreaterThan(50);
    expect(learnt).toBeLessThan(400);
    expect(outcome(updates)).toMatch(/, learnt$/);
  });
});

describe('exploding', () => {
  it('is not a number after a few updates', () => {
    const updates = trained(exploding, 600);
    expect(updates.at(-1)?.loss).toBeNaN();
    expect(outcome(updates)).toBe('NaN at update 3');
  });

  it('learns once it is clipped', () => {
    const updates = trained({ ...exploding, clip: 1 }, 300);
    expect(updates.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(
      entry(
        updates.map(({ loss }) => loss),
        0,
      ),
    ).toBeGreaterThan(1e3);
    expect(outcome(updates)).toMatch(/, learnt$/);
  });
});

describe('an orthogonal start', () => {
  it('learns, and drifts away from ρ = 1 within ten updates', () => {
    const updates = trained({ ...vanishing, radius: 1, orthogonal: true }, 300);
    const radii = [0, 10, 299].map((i) =>
      spectralRadius(updates[i]?.recurrent ?? new Float64Array(), recallUnits),
    );
    expect(radii[0]).toBeCloseTo(1, 10);
    expect(radii[1]).toBeGreaterThan(1.05);
    expect(radii[2]).toBeGreaterThan(1.1);
    expect(outcome(updates)).toMatch(/, learnt$/);
  });
});

describe('clip_grad_norm_', () => {
  it('is one factor, at most 1', () => {
    expect(clipFactor(0.5, 1)).toBe(1);
    expect(clipFactor(100, 1)).toBeCloseTo(0.01, 8);
    expect(clipFactor(100, undefined)).toBe(1);
  });
});
