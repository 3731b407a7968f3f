/** Dynamic mean field of leaky cells, and all their exponents, against what Clark published (arXiv 2610.12426, with data). */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { tanh } from '../../src/networks/activations/tanh.ts';
import { normals, purpose } from '../../src/networks/normal.ts';
import { entry, multiply } from '../../src/networks/vector.ts';
import { dynamicMeanField, largestExponent, meanExponent } from '../../src/theory/dynamic_mean_field.ts';
import { type ExponentLaw, spectrumNumbers } from '../../src/theory/exponent_law.ts';
import { meanField } from '../../src/theory/mean_field.ts';
import { fullSpectrumTheory, spectrumTheory } from '../../src/theory/spectrum_theory.ts';
import { drawn, exponentsOf } from './drawn_products.ts';

const quiet = { inputScale: 0, biasScale: 0 };

function fieldOf(leak: number, settings: { gain: number; inputScale: number; biasScale: number }) {
  const field = dynamicMeanField(tanh, leak, settings, 1);
  if (!field) throw new Error('The covariance did not settle.');
  return field;
}

describe('dynamic mean field', () => {
  // Exponents are published per unit of time, of which a step is α.
  it.each([
    [0.5, 5.44187758, 0.22160109, 0.2161237],
    [0.25, undefined, undefined, 0.20286075 / 0.9],
  ])(
    'of α = %s at g = 3 has the published variance, slopes and largest exponent',
    (leak, q, slopes, largest) => {
      const field = fieldOf(leak, { gain: 3, ...quiet });
      if (q) expect(field.covariance[0]).toBeCloseTo(q, 6);
      if (slopes) expect(field.slopes[0]).toBeCloseTo(slopes, 6);
      expect(largestExponent(field, leak, 3) / leak).toBeCloseTo(largest, 5);
      // Networks of 4096 units: .214528 and .224217.
      expect(largestExponent(field, leak, 3) / leak).toBeCloseTo(leak === 0.5 ? 0.2145 : 0.2242, 2);
    },
  );

  it.each([
    [0.5, -1.320546],
    [0.25, -1.15096],
  ])('of α = %s has the mean exponent that networks of 4096 units have', (leak, mean) => {
    const [variance = Number.NaN] = fieldOf(leak, { gain: 3, ...quiet }).covariance;
    expect(meanExponent(tanh, variance, leak, 3) / leak).toBeCloseTo(mean, 3);
  });

  it('is mean field where nothing is kept', () => {
    for (const settings of [
      { gain: 2, ...quiet },
      { gain: 1.4, inputScale: 0.5, biasScale: 0.3 },
    ]) {
      const { variance, growthRate } = meanField(defaultExperiment, settings);
      const field = fieldOf(1, settings);
      expect(field.covariance[0]).toBeCloseTo(variance, 6);
      expect(largestExponent(field, 1, settings.gain)).toBeCloseTo(growthRate, 6);
    }
  });

  it('stands still below the edge, where the exponent is that of a fixed point', () => {
    const field = fieldOf(0.4, { gain: 1.1, inputScale: 0, biasScale: 0.8 });
    const { variance, growth } = meanField(defaultExperiment, { gain: 1.1, inputScale: 0, biasScale: 0.8 });
    expect(growth).toBeLessThan(1);
    expect(field.covariance.at(-1)).toBeCloseTo(variance, 6);
    expect(largestExponent(field, 0.4, 1.1)).toBeCloseTo(Math.log(0.6 + 0.4 * Math.sqrt(growth)), 3);
  });
});

describe('all exponents of a leaky cell in chaos', () => {
  const chaotic: Experiment = { ...defaultExperiment, cell: 'leaky', leak: 0.5, gain: 3 };
  let law: ExponentLaw;

  beforeAll(async () => {
    const pause = () => Promise.resolve();
    const theory = await fullSpectrumTheory(
      chaotic,
      { gain: 3, ...quiet },
      pause,
      new AbortController().signal,
    );
    if (!theory?.curve) throw new Error(theory?.sentence);
    law = theory.curve;
  }, 60_000);

  /** The share below an exponent. */
  function shareBelow(exponent: number): number {
    let [low, high] = [0, 1];
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2;
      if (law(middle) > exponent) low = middle;
      else high = middle;
    }
    return 1 - low;
  }

  // Exponents per unit of time and the shares below them, as published for 4096 paths on a ring of 64 times.
  it.each([
    [-3.286294, 0.034136],
    [-2.386294, 0.08612],
    [-1.886294, 0.156456],
    [-1.586294, 0.253266],
    [-1.486294, 0.314228],
    [-1.416294, 0.37979],
    [-1.356294, 0.468844],
    [-1.286294, 0.536407],
    [-1.086294, 0.652266],
    [-0.686294, 0.787155],
    [-0.286294, 0.889963],
    [0, 0.956201],
    [0.108062, 0.97468],
  ])('has below %s the share %s', (exponent, share) => {
    expect(Math.abs(shareBelow(exponent / 2) - share)).toBeLessThan(0.012);
  });

  it('has the dimension and the entropy of networks of 4096 units', () => {
    const { dimension, entropy, positive, mean } = spectrumNumbers(law);
    expect(dimension).toBeCloseTo(0.0897318, 2.5);
    expect(entropy / 0.5).toBeCloseTo(0.0045923, 3.5);
    expect(positive).toBeCloseTo(0.043945, 2.5);
    expect(mean / 0.5).toBeCloseTo(-1.320546, 1.5);
  });

  it('ends once it is aborted', async () => {
    const pause = () => Promise.resolve();
    const theory = await fullSpectrumTheory(chaotic, { gain: 3, ...quiet }, pause, AbortSignal.abort());
    expect(theory).toBeUndefined();
  });
});

it('is the law of a network with white input and a bias too', async () => {
  const [size, leak, gain, inputScale, biasScale] = [96, 0.5, 2.5, 0.6, 0.4];
  const weights = drawn('ginibre', 7, size).map((value) => gain * value);
  const bias = normals(7, purpose.bias, 0, 0, size).map((value) => biasScale * value);
  let state = normals(7, purpose.initialState, 0, 0, size);
  const step = (time: number) => {
    const input = normals(7, purpose.input, 0, time, size);
    const z = multiply(weights, state).map(
      (value, i) => value + entry(bias, i) + inputScale * entry(input, i),
    );
    state = state.map((value, i) => (1 - leak) * value + leak * tanh.value(entry(z, i)));
    // Of h: (1 − α) + α·D·W, of which D scales rows.
    return weights.map((value, i) => {
      const row = Math.floor(i / size);
      return leak * tanh.derivative(entry(z, row)) * value + (i % (size + 1) === 0 ? 1 - leak : 0);
    });
  };
  for (let time = -100; time < 0; time++) step(1000 + time);
  const measured = exponentsOf(step, size, 150);
  const settings = { gain, inputScale, biasScale };
  const experiment: Experiment = { ...defaultExperiment, cell: 'leaky', leak, ...settings };
  const theory = await fullSpectrumTheory(
    experiment,
    settings,
    () => Promise.resolve(),
    new AbortController().signal,
  );
  const off = measured.map((value, i) => value - (theory?.curve?.((i + 0.5) / size) ?? Number.NaN));
  expect(Math.abs(off.reduce((sum, value) => sum + value, 0) / size)).toBeLessThan(0.03);
  expect(Math.max(...off.slice(0, -6).map(Math.abs))).toBeLessThan(0.08);
});

it.each<[Partial<Experiment>, RegExp]>([
  [{ ensemble: 'orthogonal' }, /independent entries/],
  [{ activation: 'relu', inputScale: 1 }, /smooth/],
  [{ leak: 0.1 }, /too slowly/],
  [{}, /takes some seconds/],
])('says of a leaky cell that moves, %o, why there is no law at once', (changes, sentence) => {
  const theory = spectrumTheory({ ...defaultExperiment, cell: 'leaky', leak: 0.5, gain: 3, ...changes });
  expect(theory.curve).toBeUndefined();
  expect(theory.sentence).toMatch(sentence);
});
