/** Theory of all Lyapunov exponents, and of the eigenvalues of g·W·D, against matrices drawn in float64. */
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { spectrumTheory as expectedSpectrum } from '../../src/laboratory/spectrum_theory.ts';
import { activationOf } from '../../src/networks/activation.ts';
import { normalQuantile, normals, purpose } from '../../src/networks/normal.ts';
import { eigenvalues } from '../../src/networks/spectrum.ts';
import { entry } from '../../src/networks/vector.ts';
import { eigenvalueTheory } from '../../src/theory/eigenvalue_theory.ts';
import { type ExponentLaw, spectrumNumbers } from '../../src/theory/exponent_law.ts';
import { average, slopesAt } from '../../src/theory/gaussian_average.ts';
import { meanField } from '../../src/theory/mean_field.ts';
import { radialLaw } from '../../src/theory/radial_law.ts';
import { spectrumTheory } from '../../src/theory/spectrum_theory.ts';
import { columnsScaled, drawn, exponentsOf } from './drawn_products.ts';

/** The law, which must be there. */
function curveOf(changes: Partial<Experiment>): ExponentLaw {
  const { curve, sentence } = spectrumTheory({ ...defaultExperiment, ...changes });
  if (!curve) throw new Error(sentence);
  return curve;
}

/** φ′(z) of tanh for independent z ~ N(0, variance). */
function slopesDrawn(seed: number, variance: number, size: number): Float64Array {
  const { derivative } = activationOf(defaultExperiment);
  return normals(seed, purpose.bias, 0, 0, size).map((z) => derivative(Math.sqrt(variance) * z));
}

describe('products of g·W·diag φ′(z)', () => {
  const [size, gain, variance] = [64, 1.5, 1.3];
  const slopes = slopesAt(activationOf(defaultExperiment), variance);

  it.each([
    ['ginibre', 'independent', false],
    ['ginibre', 'independent', true],
    ['orthogonal', 'orthogonal', false],
    ['orthogonal', 'orthogonal', true],
  ] as const)('of %s (%s entries), W the same at every step: %s', (ensemble, free, tied) => {
    const law = radialLaw(free, gain, slopes);
    const measured = exponentsOf(
      (time) =>
        columnsScaled(
          drawn(ensemble, tied ? 1 : 1 + time, size),
          slopesDrawn(1000 + time, variance, size).map((slope) => gain * slope),
        ),
      size,
      80,
    );
    const theory = measured.map((_, i) => Math.log(law.radiusAt(1 - (i + 0.5) / size)));
    const off = measured.map((value, i) => value - entry(theory, i));
    const mean = off.reduce((sum, value) => sum + value, 0) / size;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    // The last few of a finite matrix are its own.
    expect(Math.max(...off.slice(0, -4).map(Math.abs))).toBeLessThan(0.12);
  });

  it('have the largest and the mean exponent that are known in closed form', () => {
    const squared = average(slopes.slopes, slopes.weights, (slope) => slope ** 2);
    const logarithm = average(slopes.slopes, slopes.weights, Math.log);
    const independent = radialLaw('independent', gain, slopes);
    const orthogonal = radialLaw('orthogonal', gain, slopes);
    for (const law of [independent, orthogonal]) {
      expect(law.largest).toBeCloseTo(gain * Math.sqrt(squared), 9);
      for (const share of [0.1, 0.5, 0.97])
        expect(law.shareWithin(law.radiusAt(share))).toBeCloseTo(share, 9);
      expect(law.shareWithin(law.largest * 1.01)).toBe(1);
    }
    const mean = (law: typeof independent) => spectrumNumbers((x) => Math.log(law.radiusAt(1 - x))).mean;
    // E ln|det W|/N of independent entries is −½.
    expect(mean(independent)).toBeCloseTo(Math.log(gain) - 0.5 + logarithm, 3);
    expect(mean(orthogonal)).toBeCloseTo(Math.log(gain) + logarithm, 3);
  });
});

it.each([
  ['ginibre', 'independent'],
  ['orthogonal', 'orthogonal'],
] as const)('eigenvalues of g·W·D at N = 256, %s, lie as the law of radii says', (ensemble, free) => {
  const [size, gain, variance] = [256, 1.7, 0.9];
  const law = radialLaw(free, gain, slopesAt(activationOf(defaultExperiment), variance));
  // z at equal steps of probability, so that the slopes are no draw of their own.
  const { derivative } = activationOf(defaultExperiment);
  const factors = Float64Array.from(
    { length: size },
    (_, i) => gain * derivative(Math.sqrt(variance) * normalQuantile(2 ** 32 * ((i + 0.5) / size))),
  );
  const radii = [3, 4, 5]
    .flatMap((seed) => eigenvalues(columnsScaled(drawn(ensemble, seed, size), factors), size))
    .map(({ real, imaginary }) => Math.hypot(real, imaginary))
    .sort((a, b) => a - b);
  // Kolmogorov's distance; the edge of a finite matrix is not sharp.
  const off = radii.map((radius, i) => Math.abs(law.shareWithin(radius) - (i + 0.5) / radii.length));
  expect(Math.max(...off)).toBeLessThan(0.05);
  expect(radii.at(-1)).toBeLessThan(1.1 * law.largest);
});

describe('the theory of an experiment', () => {
  it('is ½ ln(1 − x) + ln g at rest, of Ginibre', () => {
    const curve = curveOf({ gain: 0.8 });
    for (const x of [0.01, 0.3, 0.9]) expect(curve(x)).toBeCloseTo(Math.log(0.8) + 0.5 * Math.log(1 - x), 6);
  });

  it("starts at mean field's growth in chaos", () => {
    for (const changes of [
      { gain: 2 },
      { gain: 1.3, inputScale: 0.7 },
      { gain: 2, activation: 'gelu' },
    ] as const) {
      const settings = { inputScale: 0, biasScale: 0, ...changes };
      const { growthRate } = meanField({ ...defaultExperiment, ...changes }, settings);
      expect(curveOf(changes)(1e-12)).toBeCloseTo(growthRate, 6);
    }
  });

  it('has as its largest what the reference says of tanh at g = 1.5 and 2, above any network’s first', () => {
    for (const [gain, largest] of [
      [1.5, 0.06521721],
      [2, 0.15472423],
    ] as const) {
      const law = curveOf({ gain });
      expect(spectrumNumbers(law).largest).toBeCloseTo(largest, 7);
      expect(law(0.5 / 64)).toBeLessThan(largest);
    }
  });

  it('has at g = 3 the numbers of a tanh network of 4096 units, as published (Clark, arXiv 2610.12426, data)', () => {
    const { dimension, entropy, positive, mean } = spectrumNumbers(curveOf({ gain: 3 }));
    expect(positive / 0.152587890625).toBeCloseTo(1, 2);
    expect(entropy / 0.025105959458804516).toBeCloseTo(1, 2);
    expect(dimension / 0.2871684153701352).toBeCloseTo(1, 2);
    expect(mean / -2.2738958259539084).toBeCloseTo(1, 2);
    expect(curveOf({ gain: 3 })(0.5 / 4096)).toBeCloseTo(0.3095827739463295, 2.5);
  });

  it('forgets half of the directions of a ReLU', () => {
    const curve = curveOf({ activation: 'relu', gain: 1.2, inputScale: 1 });
    expect(curve(0.49)).toBeGreaterThan(-10);
    expect(curve(0.51)).toBe(-Infinity);
  });

  it.each<Partial<Experiment>>([
    { activation: 'identity', ensemble: 'symmetric', gain: 0.7 },
    { activation: 'identity', ensemble: 'antisymmetric', gain: 0.7, cell: 'residual', residualScale: 0.2 },
    { activation: 'identity', ensemble: 'orthogonal', gain: 1.4, cell: 'leaky', leak: 0.3 },
    { activation: 'identity', ensemble: 'irnn', gain: 1 },
    { activation: 'identity', ensemble: 'low-rank', gain: 1 },
    { activation: 'identity', ensemble: 'sparse', density: 0.5, gain: 1 },
    { cell: 'leaky', leak: 0.25, gain: 0.8 },
    { cell: 'gru', initialScale: 0, gain: 1.5 },
  ])('of %o is that of the eigenvalues of a step', (changes) => {
    const size = 200;
    const experiment = { ...defaultExperiment, ...changes };
    const curve = curveOf(changes);
    const gain = typeof experiment.gain === 'number' ? experiment.gain : Number.NaN;
    const { leak, residualScale } = experiment;
    const blends = {
      rnn: [0, 1],
      leaky: [1 - leak, leak],
      residual: [1, residualScale],
      gru: [0.5, 0.25],
      lstm: [],
    } as const;
    const [direct = Number.NaN, slope = Number.NaN] = blends[experiment.cell];
    const measured = eigenvalues(drawn(experiment.ensemble, 9, size), size)
      .map(({ real, imaginary }) =>
        Math.log(Math.hypot(direct + slope * gain * real, slope * gain * imaginary)),
      )
      .sort((a, b) => b - a);
    // Moduli, since logarithms near zero are a single eigenvalue's.
    const off = measured.map((value, i) => Math.abs(Math.exp(value) - Math.exp(curve((i + 0.5) / size))));
    expect(off.reduce((sum, value) => sum + value, 0) / size).toBeLessThan(0.02);
  });

  it('is that of the eigenvalues of one step', () => {
    const still = eigenvalueTheory(
      { ...defaultExperiment, biasScale: 1 },
      { gain: 1, inputScale: 0, biasScale: 1 },
    );
    expect(still.law?.largest).toBeCloseTo(Math.exp(curveOf({ gain: 1, biasScale: 1 })(1e-12)), 6);
    expect(still.sentence).toMatch(/g·W·diag/);
    const gated = eigenvalueTheory(
      { ...defaultExperiment, cell: 'gru' },
      { gain: 1, inputScale: 0, biasScale: 0 },
    );
    expect(gated.law).toBeUndefined();
    expect(gated.sentence).toMatch(/RNN/);
  });

  it('gives an LSTM at rest as many forgotten directions as others', () => {
    const curve = curveOf({ cell: 'lstm', initialScale: 0, gain: 1, forgetBias: 0 });
    expect(Math.exp(curve(1e-9))).toBeCloseTo(0.75, 3);
    expect(curve(0.6)).toBe(-Infinity);
  });

  it.each<[Partial<Experiment>, RegExp]>([
    [{ ensemble: 'symmetric', gain: 1.5 }, /symmetric/],
    [{ ensemble: 'identity', gain: 1.5, inputScale: 1 }, /hears only itself/],
    [{ cell: 'gru', gain: 1.5, inputScale: 1 }, /at rest only/],
    [{ ensemble: 'sparse', density: 0.05, hiddenSize: 64, gain: 1.5 }, /few/],
  ])('says of %o why there is none', (changes, sentence) => {
    const theory = spectrumTheory({ ...defaultExperiment, ...changes });
    expect(theory.curve).toBeUndefined();
    expect(theory.sentence).toMatch(sentence);
  });
});

describe('as a job', () => {
  const bench = { signal: new AbortController().signal };
  const settings = { gain: 0.8, inputScale: 0, biasScale: 0 };

  it('it is a curve at the ranks of a network of the experiment’s size', async () => {
    const experiment = { ...defaultExperiment, hiddenSize: 10, gain: 0.8 };
    const { curve, numbers, sentence } = await expectedSpectrum({ experiment, settings }, bench);
    expect(curve?.x).toHaveLength(10);
    expect(curve?.y[3]).toBeCloseTo(Math.log(0.8) + 0.5 * Math.log(1 - 0.35), 6);
    expect(numbers?.positive).toBeCloseTo(0, 6);
    expect(sentence).toMatch(/At rest/);
    const lstm = { ...experiment, cell: 'lstm', initialScale: 0 } as const;
    expect((await expectedSpectrum({ experiment: lstm, settings }, bench)).curve?.x).toHaveLength(20);
  });

  it('it says why there is none', async () => {
    const experiment = { ...defaultExperiment, ensemble: 'symmetric', gain: 3 } as const;
    const found = await expectedSpectrum({ experiment, settings: { ...settings, gain: 3 } }, bench);
    expect(found).toEqual({ sentence: expect.stringMatching(/symmetric/) });
  });
});

describe('numbers of a law', () => {
  it('are those of exponents that can be added up by hand', () => {
    // 1 − 4x: positive up to ¼, where 1/8 of entropy is; the sum is zero at x = ½.
    const numbers = spectrumNumbers((x) => 1 - 4 * x);
    expect(numbers.positive).toBeCloseTo(0.25, 6);
    expect(numbers.entropy).toBeCloseTo(1 / 8, 6);
    expect(numbers.dimension).toBeCloseTo(0.5, 3);
    expect(numbers.mean).toBeCloseTo(-1, 6);
    expect(spectrumNumbers((x) => -1 - x).dimension).toBe(0);
  });
});
