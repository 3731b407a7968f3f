/** Singular values of products of Jacobians, held to exact arithmetic and to what is known of special matrices. */
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { cells } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { backward, type StepTaken, stepsTaken } from '../../src/networks/backward.ts';
import { forward, initialState } from '../../src/networks/forward.ts';
import { factorised } from '../../src/networks/householder.ts';
import { stepJacobian } from '../../src/networks/jacobian.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { JacobianProduct, type SingularValues } from '../../src/networks/singular_values.ts';
import { GradedProduct } from '../../src/networks/spectra/graded_product.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import { spectralNorm } from '../../src/networks/spectrum.ts';
import { multiplyMatrices, norm } from '../../src/networks/vector.ts';
import { exactly } from './exact_product.ts';

interface Taken {
  readonly network: Network;
  readonly steps: readonly StepTaken[];
}

function run(settings: Partial<Experiment>, index = 0): Taken {
  const experiment: Experiment = {
    ...defaultExperiment,
    warmUp: 0,
    inputScale: 0,
    biasScale: 0,
    ...settings,
  };
  const network = drawNetwork(experiment, index);
  const start = initialState(network);
  return { network, steps: stepsTaken(start, forward(network, start, 0, experiment.steps)) };
}

/** Of ∂state_T/∂state_t at every distance T − t = 1 … T. */
function along({ network, steps }: Taken): SingularValues[] {
  const product = new JacobianProduct(network);
  return steps.toReversed().map((taken) => {
    atOnce(product.pull(taken));
    return atOnce(product.singularValues());
  });
}

function last(taken: Taken): SingularValues {
  const product = new JacobianProduct(taken.network);
  for (const step of taken.steps.toReversed()) atOnce(product.pull(step));
  return atOnce(product.singularValues());
}

const jacobians = ({ network, steps }: Taken) => steps.map((step) => stepJacobian(network, step));

describe('beside exact arithmetic, all singular values of products of 50', () => {
  it.each([
    ['rnn', { gain: 0.5 }],
    ['rnn', { gain: 3, inputScale: 1 }],
    ['rnn', { gain: 30, inputScale: 5 }],
    ['leaky', { gain: 2, inputScale: 1 }],
    ['residual', { gain: 3 }],
    ['gru', { gain: 3, inputScale: 1 }],
    ['gru', { gain: 2, inputScale: 1, reset: 'before' }],
    ['lstm', { gain: 2, inputScale: 1 }],
  ] as const)('%s, %o', (cell, settings) => {
    const taken = run({ cell, hiddenSize: 4, steps: 50, ...settings });
    const { log2 } = last(taken);
    const exact = exactly(jacobians(taken));
    // Relative errors of squares: an eighth of a percent of a decade is far below it.
    expect(log2.every(Number.isFinite)).toBe(true);
    expect(exact.brackets(log2, 1e-9)).toEqual(Array.from(log2, () => true));
    // And the test can tell.
    expect(
      exact.brackets(
        log2.map((value) => value + 1e-6),
        1e-9,
      ),
    ).toEqual(Array.from(log2, () => false));
  });
});

describe('beside exact arithmetic, factors in an unkind order', () => {
  it.each([
    ['rising', [2 ** -300, 2 ** -200, 2 ** -100, 1]],
    ['falling', [1, 2 ** -100, 2 ** -200, 2 ** -300]],
    ['mixed', [2 ** -200, 1, 2 ** -300, 2 ** -100]],
  ] as const)('%s', (_, diagonal) => {
    const { weights } = drawNetwork({ ...defaultExperiment, hiddenSize: 4 }, 3);
    const spread = Float64Array.from({ length: 16 }, (_entry, i) =>
      i % 5 === 0 ? (diagonal[i / 5] ?? 0) : 0,
    );
    const product = new GradedProduct(4);
    const slopes = diagonal.map((mantissa) => ({ mantissa, exponent: 0 }));
    atOnce(product.byDiagonal(slopes));
    for (let i = 0; i < 3; i++) atOnce(product.byMatrixAndDiagonal(weights, slopes));
    const exact = exactly([spread, weights, spread, weights, spread, weights, spread]);
    const { log2 } = atOnce(product.singularValues());
    expect(exact.brackets(log2, 1e-11)).toEqual([true, true, true, true]);
  });
});

describe('what is known of special matrices', () => {
  const linear = { activation: 'identity', hiddenSize: 16, steps: 2000 } as const;

  it.each([
    ['identity', 0.5],
    ['orthogonal', 0.5],
    ['orthogonal', 3],
  ] as const)(
    '%s, linear: all singular values are g^k: dynamical isometry, far beyond float64',
    (ensemble, gain) => {
      const { log2 } = last(run({ ...linear, ensemble, gain }));
      for (const value of log2) expect(value).toBeCloseTo(2000 * Math.log2(gain), 9);
    },
  );

  it('units that do not hear one another: each its own product of slopes', () => {
    const taken = run({
      ensemble: 'identity',
      hiddenSize: 12,
      steps: 300,
      gain: 1.3,
      inputScale: 2,
      warmUp: 0,
    });
    const own = Array.from({ length: 12 }, (_, unit) =>
      jacobians(taken).reduce((sum, jacobian) => sum + Math.log2(Math.abs(jacobian[unit * 13] ?? 0)), 0),
    ).sort((a, b) => b - a);
    const { log2, direction } = last(taken);
    own.forEach((value, i) => {
      expect(log2[i]).toBeCloseTo(value, 8);
    });
    expect(direction?.filter((entry) => Math.abs(entry) > 1e-12)).toHaveLength(1);
  });

  it('masked units are exact zeros, and stay so', () => {
    const taken = run({ activation: 'relu', hiddenSize: 16, steps: 12, gain: 1.4, inputScale: 1 });
    const zeros = along(taken).map(({ log2 }) => log2.filter((value) => value === -Infinity).length);
    const masked = jacobians(taken).map(
      (jacobian) =>
        Array.from({ length: 16 }, (_, row) => jacobian.subarray(16 * row, 16 * row + 16)).filter(
          (row) => norm(row) === 0,
        ).length,
    );
    expect(zeros[0]).toBe(masked.at(-1));
    expect(zeros[0]).toBeGreaterThan(0);
    zeros.forEach((count, i) => {
      expect(count).toBeGreaterThanOrEqual(Math.max(zeros[i - 1] ?? 0, masked.at(-1 - i) ?? 0));
    });
  });

  it('a matrix without an inverse is said to leave rounding only', () => {
    const { network, steps } = run({ hiddenSize: 8, steps: 6, gain: 1 });
    const weights = network.weights.slice();
    weights.copyWithin(0, 8, 16);
    const [, ...log2] = last({ network: { ...network, weights }, steps }).log2;
    expect(log2.at(-1)).toBeNaN();
    expect(log2.filter(Number.isNaN)).toHaveLength(1);
  });

  it('the worst direction grows first: ‖W^k‖ of a Ginibre matrix', () => {
    const taken = run({ activation: 'identity', hiddenSize: 256, steps: 5, gain: 0.9 });
    const largest = along(taken).map(({ log2 }) => 2 ** (log2[0] ?? 0));
    let power: Float64Array | undefined;
    for (const [k, jacobian] of jacobians(taken).entries()) {
      power = power ? multiplyMatrices(jacobian, power, 256) : jacobian;
      expect(largest[k]).toBeCloseTo(spectralNorm(power, 256), 9);
    }
    // In the limit of large N it is 0.9^k·√((k+1)^(k+1)/k^k): 2.26 at k = 5.
    expect(largest[4]).toBeGreaterThan(2);
    expect(largest[4]).toBeLessThan(2.5);
  });
});

describe('of any cell', () => {
  it.each(cells)('%s: its volume is the product of determinants, its largest bounds the gradient', (cell) => {
    const taken = run({ cell, hiddenSize: 8, steps: 60, gain: 1.5, inputScale: 0.5 });
    const { log2, direction } = last(taken);
    const volume = log2.reduce((sum, value) => sum + value, 0);
    const size = log2.length;
    expect(volume).toBeCloseTo(
      jacobians(taken).reduce((sum, jacobian) => sum + log2Determinant(jacobian, size), 0),
      6,
    );
    // Pushed forward, the entering direction grows as said.
    let [tangent, grown] = [direction ?? new Float64Array(size), 0];
    for (const jacobian of jacobians(taken)) {
      tangent = multiplyMatrices(jacobian, tangent, size);
      const length = norm(tangent);
      tangent = tangent.map((value) => value / length);
      grown += Math.log2(length);
    }
    expect(grown).toBeCloseTo(log2[0] ?? 0, 9);
    const gradients = backward(taken.network, taken.steps);
    const [first, end] = [gradients[0], gradients.at(-1)];
    if (!first || !end) throw new Error('no gradient');
    const ratio = (log10Norm(first) - log10Norm(end)) / Math.log10(2);
    expect(ratio).toBeLessThanOrEqual((log2[0] ?? 0) + 1e-9);
    expect(ratio).toBeGreaterThanOrEqual((log2.at(-1) ?? 0) - 1e-9);
  });

  it('over a long time they grow as the exponents of a QR iteration do, in their order', () => {
    const steps = 1500;
    const taken = run({ hiddenSize: 8, steps, gain: 2, inputScale: 0.5 });
    const { log2 } = last(taken);
    const exponents = qrExponents(jacobians(taken), 8);
    exponents.forEach((value, i) => {
      expect((log2[i] ?? 0) / steps).toBeCloseTo(value, 2);
    });
  });
});

/** log2 |det A| by elimination with partial pivoting. */
function log2Determinant(matrix: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => [...matrix.subarray(i * size, (i + 1) * size)]);
  let sum = 0;
  for (let k = 0; k < size; k++) {
    rows.splice(k, size, ...rows.slice(k).sort((a, b) => Math.abs(b[k] ?? 0) - Math.abs(a[k] ?? 0)));
    const pivot = rows[k] ?? [];
    sum += Math.log2(Math.abs(pivot[k] ?? 0));
    for (const row of rows.slice(k + 1)) {
      const factor = (row[k] ?? 0) / (pivot[k] ?? 1);
      for (let j = k; j < size; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return sum;
}

/** Mean log2 of R's diagonal, of Q ← J·Q = Q·R again and again, falling. */
function qrExponents(all: readonly Float64Array[], size: number): number[] {
  let columns = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const sums = new Float64Array(size);
  for (const jacobian of all) {
    const stretched = new Float64Array(size * size);
    for (let k = 0; k < size; k++)
      stretched.set(multiplyMatrices(jacobian, columns.subarray(k * size, (k + 1) * size), size), k * size);
    const factors = factorised(stretched, size);
    columns = Float64Array.from(factors.columns);
    factors.diagonal.forEach((value, k) => {
      sums[k] = (sums[k] ?? 0) + Math.log2(Math.abs(value)) / all.length;
    });
  }
  return [...sums].sort((a, b) => b - a);
}
