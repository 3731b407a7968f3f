/** Which matrices repeated squaring in float32 is believed of, and that it is right of those. */
import { describe, expect, it } from 'vitest';
import { halfExponent, levels, trustedRadius, weightsChain } from '../../src/engines/spectral_radius.ts';
import { type Experiment, ensembles } from '../../src/experiment/experiment.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { spectralRadius } from '../../src/networks/spectrum.ts';
import { experimentWith } from '../parity/experiments.ts';

/** Σ A_ij² of the powers of a matrix as the kernels leave them, [levels]. */
function sumsOf(matrix: Float64Array): Float32Array {
  const size = Math.sqrt(matrix.length);
  const sums = new Float32Array(levels);
  let power = Float32Array.from(matrix);
  let scale = 1;
  for (let level = weightsChain.first; level <= weightsChain.last; level++) {
    const factor = power;
    const product = new Float32Array(size ** 2);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) {
        const left = factor[i * size + k] ?? 0;
        if (left === 0) continue;
        for (let j = 0; j < size; j++) {
          product[i * size + j] = (product[i * size + j] ?? 0) + left * (factor[k * size + j] ?? 0);
        }
      }
    }
    power = product.map((value) => scale * scale * value);
    const sum = power.reduce((total, value) => Math.fround(total + value * value), 0);
    sums[level] = sum;
    scale = 2 ** -halfExponent(sum);
  }
  return sums;
}

const matrixOf = (size: number, at: (i: number, j: number) => number) =>
  Float64Array.from({ length: size ** 2 }, (_, k) => at(Math.floor(k / size), k % size));

describe('repeated squaring is believed', () => {
  const usual: Partial<Experiment>[] = ensembles.flatMap((ensemble) => [
    { ensemble, hiddenSize: 16, density: 0.6 },
    { ensemble, hiddenSize: 48, density: 0.2 },
  ]);

  it.each(usual)('of nearly all draws: %o', (changes) => {
    const experiment = experimentWith({ gain: 1, ...changes });
    const errors = Array.from({ length: 20 }, (_, index) => {
      const matrix = drawWeights(experiment, index);
      return Math.abs(trustedRadius(sumsOf(matrix)) / spectralRadius(matrix, experiment.hiddenSize) - 1);
    });
    const trusted = errors.filter((error) => !Number.isNaN(error));
    expect(trusted.length).toBeGreaterThanOrEqual(19);
    expect(Math.max(...trusted)).toBeLessThan(1e-3);
  });

  it.each<[string, Float64Array]>([
    ['a Jordan block', matrixOf(8, (i, j) => (i === j ? 0.9 : j === i + 1 ? 1 : 0))],
    ['0.1 beside a nilpotent part', matrixOf(20, (i, j) => (i + j === 0 ? 0.1 : j > i ? 1 : 0))],
    [
      'upper triangular',
      matrixOf(30, (i, j) => (i === j ? 0.4998 - 0.01 * i : j > i ? Math.sin(7 * i + j) : 0)),
    ],
    ['Grcar’s', matrixOf(100, (i, j) => (i === j + 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0))],
    ['a delay line with feedback', matrixOf(100, (i, j) => (i === j + 1 ? 0.8 : j === i + 1 ? 0.05 : 0))],
    ['1 and 1 − 2⁻²⁰ in a skew basis', Float64Array.of(-63, 64, -64 + 2 ** -20, 65 - 2 ** -20)],
    ['a delay line', matrixOf(12, (i, j) => (i === j + 1 ? 0.5 : 0))],
    ['zeros', new Float64Array(9)],
  ])('not of %s', (_, matrix) => {
    expect(trustedRadius(sumsOf(matrix))).toBeNaN();
  });
});
