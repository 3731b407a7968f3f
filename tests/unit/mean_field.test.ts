/** Mean field against tables made elsewhere, closed forms, and the edges that theory is known for. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ActivationName, activations } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { ensembleOf } from '../../src/networks/ensemble.ts';
import { criticalGain, meanField } from '../../src/theory/mean_field.ts';

/** Rows of a fixture, without its comments and its header. */
function rows(name: string): string[][] {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split(','));
}

const quiet = { inputScale: 0, biasScale: 0 };

describe('mean field', () => {
  it.each(rows('gradient_growth.csv'))(
    'of %s at gain %s, input scale %s',
    (name, gain, inputScale, q, lambda) => {
      const activation = activations.find((candidate) => candidate === name);
      if (!activation) throw new Error(`The table names an unknown activation, ${name}.`);
      const settings = { gain: Number(gain), inputScale: Number(inputScale), biasScale: 0 };
      const { variance, growthRate } = meanField({ ...defaultExperiment, activation }, settings);
      expect(growthRate).toBeCloseTo(Number(lambda), 4);
      if (Number.isFinite(Number(q)) && activation === 'tanh') expect(variance).toBeCloseTo(Number(q), 4);
    },
  );

  it.each(rows('lyapunov_tanh.csv'))(
    'of tanh without input at gain %s is the Lyapunov exponent %s',
    (gain, lambda) => {
      const { growthRate } = meanField(defaultExperiment, { ...quiet, gain: Number(gain) });
      expect(growthRate).toBeCloseTo(Number(lambda), 6);
    },
  );

  it.each([1e-2, 1e-3, 1e-4])('arrives beside the edge, at g = 1 + %s', (beyond) => {
    // ⟨tanh²⟩ = q − 2q² + (17/3) q³ …, ⟨(1 − tanh²)²⟩ = 1 − 2q + 7q² …: q* = ε and λ = (2/3) ε², to first order.
    const { variance, growthRate } = meanField(defaultExperiment, { gain: 1 + beyond, ...quiet });
    expect(variance / beyond).toBeCloseTo(1, 1);
    expect(growthRate / ((2 / 3) * beyond ** 2)).toBeCloseTo(1, 1);
    const below = meanField(defaultExperiment, { gain: 1 - beyond, ...quiet });
    expect(below.growthRate).toBeCloseTo(Math.log(1 - beyond), 9);
  });

  it('is at rest at g = 1 without input, and keeps a gradient for ever', () => {
    const { variance, growthRate } = meanField(defaultExperiment, { gain: 1, ...quiet });
    expect(variance).toBe(0);
    expect(growthRate).toBeCloseTo(0, 14);
  });

  it('sends a bias the way of an input of the same scale', () => {
    const input = meanField(defaultExperiment, { gain: 1.3, inputScale: 0.7, biasScale: 0 });
    const bias = meanField(defaultExperiment, { gain: 1.3, inputScale: 0, biasScale: 0.7 });
    expect(bias).toEqual(input);
  });

  it.each([
    ['relu', 2 ** -0.5],
    ['identity', 1],
    ['leaky-relu', Math.sqrt((1 + 0.01 ** 2) / 2)],
  ] as [ActivationName, number][])('of %s is a closed form that no input moves', (activation, perGain) => {
    for (const [gain, inputScale] of [
      [0.4, 0],
      [1.7, 1],
      [3, 5],
    ] as const) {
      const { growthRate } = meanField(
        { ...defaultExperiment, activation },
        { gain, inputScale, biasScale: 0 },
      );
      expect(growthRate).toBeCloseTo(Math.log(gain * perGain), 12);
    }
  });

  it('lets an unbounded variance diverge into a rectifier', () => {
    for (const activation of ['softplus', 'gelu'] as const) {
      const { variance, growthRate } = meanField({ ...defaultExperiment, activation }, { ...quiet, gain: 3 });
      expect(variance).toBe(Infinity);
      expect(growthRate).toBeCloseTo(0.5 * Math.log(9 / 2), 12);
    }
  });

  it.each([
    [0.01, 1.042],
    [0.1, 1.193],
    [0.5, 1.55],
    [1, 1.856],
    [2, 2.325],
  ])('puts the edge of tanh with an input of scale %s at gain %s', (inputScale, gain) => {
    const experiment = { ...defaultExperiment, gain: [0.5, 3] as const };
    expect(criticalGain(experiment, { inputScale, biasScale: 0 })).toBeCloseTo(gain, 2);
  });

  it('finds the edge of sigmoid near 10.15, and none below', () => {
    const sigmoid = { ...defaultExperiment, activation: 'sigmoid' } as const;
    expect(criticalGain({ ...sigmoid, gain: [0.1, 10] }, quiet)).toBeUndefined();
    expect(criticalGain({ ...sigmoid, gain: [5, 15] }, quiet)).toBeCloseTo(10.15, 1);
  });

  it('is silent about the identity ensemble, and says why', () => {
    expect(ensembleOf({ ensemble: 'identity' }).meanFieldSilence).toMatch(/hears only itself/);
    expect(ensembleOf({ ensemble: 'orthogonal' }).meanFieldSilence).toBeUndefined();
  });
});
