/** The oracle: what everything else is compared with has to be right by other means. */

import { Matrix, QrDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { drawName } from '../../src/engines/draw_name.ts';
import { activations, cells, type Experiment, ensembles, isKinked } from '../../src/experiment/experiment.ts';
import { defaultExperiment, fields } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { activationOf, scaledSlope, scaledValue } from '../../src/networks/activation.ts';
import { backward, stepsTaken } from '../../src/networks/backward.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { blockOf, drawWeights, ensembleOf } from '../../src/networks/ensemble.ts';
import { gaussian } from '../../src/networks/ensembles/gaussian.ts';
import { forward, initialState, warmedUp } from '../../src/networks/forward.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import { largestModulus } from '../../src/networks/rest_radius.ts';
import { runNetwork } from '../../src/networks/run.ts';
import {
  log10Norm,
  plus,
  rescaled,
  type ScaledVector,
  timesPowerOfTwo,
} from '../../src/networks/scaled_vector.ts';
import { eigenvalues, spectralNorm, spectralRadius } from '../../src/networks/spectrum.ts';
import { entry, multiply, multiplyTransposed, norm } from '../../src/networks/vector.ts';
import { weightGradient } from '../../src/networks/weight_gradient.ts';
import { numberOf } from '../../src/networks/wide.ts';

function experimentWith(changes: Partial<Experiment>): Experiment {
  return { ...defaultExperiment, ...changes };
}

describe('the gradient agrees with central differences', () => {
  const steps = 6;

  /** v·state_T from a state, with all exponents taken out. */
  function loss(network: Network, initial: Float64Array): number {
    const start = rescaled({ values: initial, exponent: 0 }, network.cell.exponents);
    const last = forward(network, start, 0, steps).at(-1);
    return (
      last?.state.values.reduce(
        (sum, h, i) => sum + timesPowerOfTwo(h, last.state.exponent) * entry(network.cotangent, i),
        0,
      ) ?? Number.NaN
    );
  }

  /** Fourth-order central differences of a function along each entry of its argument. */
  function differences(of: (values: Float64Array) => number, values: Float64Array): Float64Array {
    const step = 1e-3;
    return values.map((value, place) => {
      const at = (shift: number) => of(values.with(place, value + shift * step));
      return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
    });
  }

  function expectSame({ values, exponent }: ScaledVector, numeric: Float64Array): void {
    const exact = values.map((value) => timesPowerOfTwo(value, exponent));
    const error = norm(exact.map((value, i) => value - entry(numeric, i)));
    expect(error / norm(exact)).toBeLessThan(1e-7);
  }

  async function expectAgreement(changes: Partial<Experiment>): Promise<void> {
    for (const [gain, lossName] of [
      [0.7, 'sum'],
      [1.3, 'random'],
    ] as const) {
      const network = drawNetwork(
        experimentWith({
          ...{ gain, loss: lossName, hiddenSize: 6, steps, warmUp: 0, inputScale: 0.4, biasScale: 0.3 },
          ...{ negativeSlope: 0.2, leak: 0.3, residualScale: 0.4, forgetBias: 0.5 },
          ...changes,
        }),
        3,
      );
      // A few steps in, so that no part of the state is zero.
      const { values, exponent } = warmedUp(network, 3);
      const initial = values.map((value) => timesPowerOfTwo(value, exponent));
      const start = rescaled({ values: initial, exponent: 0 }, network.cell.exponents);
      const taken = forward(network, start, 0, steps);
      const gradients = backward(network, stepsTaken(start, taken));
      const [gradient] = gradients;
      if (!gradient) throw new Error('no gradient');
      expectSame(
        gradient,
        differences((moved) => loss(network, moved), initial),
      );
      // With respect to W_hh = g·W, as it stands at gain 1.
      const recurrent = network.weights.map((weight) => network.gain * weight);
      expectSame(
        await weightGradient(network, { start, steps: taken, gradients }),
        differences((weights) => loss({ ...network, weights, gain: 1 }, initial), recurrent),
      );
    }
  }

  it.each(activations)('for %s', (activation) => expectAgreement({ activation }));
  it.each(cells)('for the cell %s', (cell) => expectAgreement({ cell }));
  it.each(['relu', 'gelu', 'softplus'] as const)('for a residual cell with %s', (activation) =>
    expectAgreement({ cell: 'residual', activation }),
  );
});

describe('activations', () => {
  it.each(activations)('%s: φ′ is the slope of φ, also far out', (name) => {
    const { value, derivative } = activationOf({ activation: name, negativeSlope: 0.01 });
    for (const z of [-30, -9, -3, -1, -0.1, 0.1, 1, 3, 9]) {
      const step = 1e-5 * Math.max(1, Math.abs(z));
      const slope = (value(z + step) - value(z - step)) / (2 * step);
      expect(Math.abs(derivative(z) - slope)).toBeLessThan(1e-9);
    }
  });

  it('tanh′ keeps its digits where 1 − tanh² has none left', () => {
    const { derivative } = activationOf({ activation: 'tanh', negativeSlope: 0 });
    expect(derivative(20) / (4 * Math.exp(-40))).toBeCloseTo(1, 12);
    expect(derivative(-20)).toBe(derivative(20));
  });

  it.each(activations)('%s on a state with an exponent is the plain one, rescaled', (name) => {
    const activation = activationOf({ activation: name, negativeSlope: 0.01 });
    for (const exponent of [-20, 0, 20]) {
      for (const z of [-1.7, -0.3, 0.4, 1.9]) {
        const plain = timesPowerOfTwo(z, exponent);
        expect(
          timesPowerOfTwo(scaledValue(activation, z, exponent), exponent) === activation.value(plain),
        ).toBe(true);
        expect(numberOf(scaledSlope(activation, z, exponent)) === activation.derivative(plain)).toBe(true);
      }
    }
  });

  it.each(activations.filter((name) => name !== 'sigmoid'))('%s has its limits far out', (name) => {
    const activation = activationOf({ activation: name, negativeSlope: 0.25 });
    const [least, most] = activation.exponents;
    if (most > 0) {
      expect(scaledValue(activation, 1.5, 5000)).toBe(1.5);
      expect(numberOf(scaledSlope(activation, 1.5, 5000))).toBe(1);
    }
    if (least < 0) {
      expect(scaledValue(activation, 1.5, -5000)).toBe(1.5 * activation.derivative(1e-300));
    }
  });

  it.each(activations)('%s is as its row says', (name) => {
    const { value, derivative, ...row } = activationOf({ activation: name, negativeSlope: 0.25 });
    const places = [-3, -1, -0.5, 0.5, 1, 3];
    expect(row.homogeneous).toBe(places.every((z) => Math.abs(value(2 * z) - 2 * value(z)) < 1e-12));
    expect(isKinked(name)).toBe(Math.abs(derivative(1e-9) - derivative(-1e-9)) > 0.1);
    expect(row.slopeAtRest).toBeCloseTo(derivative(1e-9), 8);
  });
});

describe('ensembles', () => {
  const size = 48;
  const weights = (ensemble: Experiment['ensemble']) =>
    drawWeights(experimentWith({ ensemble, hiddenSize: size }), 5);

  it('Ginibre entries have variance 1/N', () => {
    const matrix = weights('ginibre');
    const variance = matrix.reduce((sum, w) => sum + w * w, 0) / matrix.length;
    expect(Math.abs(variance * size - 1)).toBeLessThan(4 * Math.sqrt(2 / matrix.length));
  });

  it('orthogonal W keeps lengths and has eigenvalues of modulus 1', () => {
    const matrix = weights('orthogonal');
    const x = Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1));
    expect(norm(multiply(matrix, x))).toBeCloseTo(norm(x), 12);
    expect(norm(multiplyTransposed(matrix, x))).toBeCloseTo(norm(x), 12);
    expect(spectralRadius(matrix, size)).toBeCloseTo(1, 10);
    expect(spectralNorm(matrix, size)).toBeCloseTo(1, 10);
  });

  it.each([1, 2, 7, 64])('orthogonal W of %i units is a library’s Q to the last bit', (hiddenSize) => {
    const { seed } = defaultExperiment;
    const drawn = gaussian({ seed, network: 3, block: 0 }, hiddenSize);
    const { orthogonalMatrix: q, upperTriangularMatrix: r } = new QrDecomposition(
      Matrix.from1DArray(hiddenSize, hiddenSize, drawn).transpose(),
    );
    const rows = q.transpose();
    for (let row = 0; row < hiddenSize; row++) rows.mulRow(row, Math.sign(r.get(row, row)));
    const matrix = drawWeights(experimentWith({ ensemble: 'orthogonal', hiddenSize }), 3);
    expect(Array.from(matrix)).toEqual(Array.from(rows.to1DArray()));
  });

  it('orthogonal W is Haar: traces have mean 0 and variance 1, also their signs', () => {
    const experiment = experimentWith({ ensemble: 'orthogonal', hiddenSize: 6 });
    const traces = Array.from({ length: 2000 }, (_, index) => {
      const matrix = drawWeights(experiment, index);
      return Array.from({ length: 6 }, (_, i) => entry(matrix, 7 * i)).reduce((a, b) => a + b, 0);
    });
    const mean = traces.reduce((a, b) => a + b, 0) / traces.length;
    const variance = traces.reduce((sum, t) => sum + (t - mean) ** 2, 0) / traces.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(traces.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / traces.length));
  });

  it('identity is the identity', () => {
    expect(spectralRadius(weights('identity'), size)).toBe(1);
    expect(norm(weights('identity'))).toBe(Math.sqrt(size));
  });

  it('symmetric W has real eigenvalues, antisymmetric W imaginary ones in pairs, both up to 2', () => {
    const symmetric = eigenvalues(weights('symmetric'), size);
    const antisymmetric = eigenvalues(weights('antisymmetric'), size);
    for (const { imaginary } of symmetric) expect(Math.abs(imaginary)).toBeLessThan(1e-12);
    for (const { real } of antisymmetric) expect(Math.abs(real)).toBeLessThan(1e-12);
    const frequencies = antisymmetric.map(({ imaginary }) => imaginary).sort((a, b) => a - b);
    frequencies.forEach((frequency, i) => {
      expect(frequency).toBeCloseTo(-entry(frequencies, size - 1 - i), 10);
    });
    for (const values of [symmetric, antisymmetric]) {
      expect(largestModulus(values)).toBeGreaterThan(1.7);
      expect(largestModulus(values)).toBeLessThan(2.2);
    }
    // The semicircle's second moment is 1.
    const moment = symmetric.reduce((sum, { real }) => sum + real ** 2, 0) / size;
    expect(moment).toBeGreaterThan(0.85);
    expect(moment).toBeLessThan(1.15);
  });

  it('sparse W has its density, variance 1/N over all entries, and a network of its own in each row', () => {
    const density = 0.1;
    const matrix = drawWeights(experimentWith({ ensemble: 'sparse', density, hiddenSize: 200 }), 5);
    const there = matrix.filter((w) => w !== 0).length / matrix.length;
    expect(Math.abs(there - density)).toBeLessThan(4 * Math.sqrt((density * (1 - density)) / matrix.length));
    const variance = matrix.reduce((sum, w) => sum + w * w, 0) / matrix.length;
    expect(Math.abs(variance * 200 - 1)).toBeLessThan(4 * Math.sqrt(3 / density / matrix.length));
    expect(spectralRadius(matrix, 200)).toBeGreaterThan(0.9);
    expect(spectralRadius(matrix, 200)).toBeLessThan(1.3);
    expect(drawWeights(experimentWith({ ensemble: 'sparse', density: 1, hiddenSize: size }), 5)).toEqual(
      weights('ginibre'),
    );
  });

  it('low-rank plus random W has an eigenvalue near R outside a disc of 1, and none where R is 0', () => {
    const moduli = (outlier: number) =>
      eigenvalues(drawWeights(experimentWith({ ensemble: 'low-rank', outlier, hiddenSize: 128 }), 5), 128)
        .map(({ real, imaginary }) => Math.hypot(real, imaginary))
        .sort((a, b) => b - a);
    const [first = 0, second = 0] = moduli(3);
    expect(Math.abs(first - 3)).toBeLessThan(0.3);
    expect(second).toBeLessThan(1.25);
    expect(drawWeights(experimentWith({ ensemble: 'low-rank', outlier: 0, hiddenSize: size }), 5)).toEqual(
      weights('ginibre'),
    );
  });

  it('IRNN’s eigenvalues lie within a disc of 0.01 about 1', () => {
    for (const { real, imaginary } of eigenvalues(weights('irnn'), size)) {
      expect(Math.hypot(real - 1, imaginary)).toBeLessThan(0.013);
    }
  });

  it('the blocks of a gated cell are drawn alike and are independent of one another', () => {
    const changes = { ensemble: 'orthogonal', hiddenSize: size } as const;
    const stack = drawWeights(experimentWith({ ...changes, cell: 'lstm' }), 5);
    expect(stack).toHaveLength(4 * size ** 2);
    expect(blockOf(stack, 0, size)).toEqual(weights('orthogonal'));
    for (let block = 0; block < 4; block++) {
      expect(spectralRadius(blockOf(stack, block, size), size)).toBeCloseTo(1, 10);
    }
    const correlation = blockOf(stack, 1, size).reduce(
      (sum, w, i) => sum + w * entry(blockOf(stack, 2, size), i),
      0,
    );
    expect(Math.abs(correlation)).toBeLessThan(4);
  });

  describe.each(ensembles)('%s', (ensemble) => {
    const experiment = experimentWith({ ensemble, hiddenSize: 9, density: 0.3 });

    it.each([{ density: 0.6 }, { outlier: 3 }])(
      'has another draw and another name with %o if it says so',
      (change) => {
        const changed = { ...experiment, ...change };
        const reads = ensembleOf(experiment).fields.some((field) => field in change);
        const [one, other] = [drawWeights(experiment, 5), drawWeights(changed, 5)];
        expect(one.some((value, i) => value !== other[i])).toBe(reads);
        expect(drawName(experiment) !== drawName(changed)).toBe(reads);
        const applies = fields.filter(
          ({ key, appliesTo }) => key in change && appliesTo?.(experiment) === true,
        );
        expect(applies.length > 0).toBe(reads);
      },
    );

    it('has rows of length 1 at right angles if it says so, or is the identity', () => {
      const drawn = drawWeights(experiment, 5);
      const rows = Array.from({ length: 9 }, (_, i) => drawn.subarray(9 * i, 9 * i + 9));
      const gram = rows.map((row) => [...multiply(drawn, row)]);
      const orthonormal = gram.every((products, i) =>
        products.every((product, j) => Math.abs(product - Number(i === j)) < 1e-12),
      );
      expect(orthonormal).toBe(ensembleOf(experiment).orthonormal || ensemble === 'identity');
    });
  });

  it('Ginibre ρ at N = 64 is 1.056 on average', () => {
    const experiment = experimentWith({ hiddenSize: 64 });
    const radii = Array.from({ length: 100 }, (_, index) =>
      spectralRadius(drawWeights(experiment, index), 64),
    );
    const mean = radii.reduce((a, b) => a + b, 0) / radii.length;
    expect(Math.abs(mean - 1.056)).toBeLessThan((4 * 0.051) / Math.sqrt(radii.length));
  });

  it.each(ensembles)('%s: a network drawn alone equals the same drawn again', (ensemble) => {
    const experiment = experimentWith({ ensemble, hiddenSize: 9 });
    expect(drawNetwork(experiment, 8).weights).toEqual(
      drawNetwork({ ...experiment, networks: 9 }, 8).weights,
    );
  });
});

describe('a scalar chain', () => {
  it('gives the chapter’s own numbers: w = 0.5, h_0 = 0.1: 0.4988 after one step, 9.7e-4 after ten', () => {
    const network: Network = {
      cell: cellOf(defaultExperiment),
      hiddenSize: 1,
      weights: Float64Array.of(1),
      gain: 0.5,
      bias: Float64Array.of(0),
      recurrentBias: Float64Array.of(0),
      drive: () => Float64Array.of(0),
      initialState: Float64Array.of(0.1),
      cotangent: Float64Array.of(1),
    };
    const product = (steps: number) => {
      const start = initialState(network);
      const [first] = backward(network, stepsTaken(start, forward(network, start, 0, steps)));
      return first ? 10 ** log10Norm(first) : Number.NaN;
    };
    expect(product(1)).toBeCloseTo(0.4988, 4);
    expect(product(10)).toBeCloseTo(9.7e-4, 5);
  });

  it.each([3, 0.1])(
    'neither under- nor overflows in the oracle: identity at g = %d over 10 000 steps',
    async (gain) => {
      const experiment = experimentWith({ activation: 'identity', ensemble: 'identity', hiddenSize: 4 });
      const network = drawNetwork({ ...experiment, gain }, 0);
      const decades = Math.log10(network.gain);
      const run = await runNetwork(network, { warmUp: 0, steps: 10_000 });
      const [first] = run.gradients;
      expect(first ? log10Norm(first) : Number.NaN).toBeCloseTo(10_000 * decades + Math.log10(2), 6);
      // Σ_t g^(T−t)·1 ⊗ g^(t−1)·h_0: all terms are the same.
      expect(log10Norm(await weightGradient(network, run))).toBeCloseTo(
        4 + 9999 * decades + Math.log10(2 * norm(network.initialState)),
        6,
      );
    },
  );

  it('a zero has no scale: it swallows nothing, whichever exponent it comes with', () => {
    const small = { values: Float64Array.of(1, -3), exponent: -4000 };
    const zero = { values: new Float64Array(2), exponent: 3000 };
    expect(plus(small, zero)).toEqual(small);
    expect(plus(zero, small)).toEqual(small);
  });
});

describe('the gain axis', () => {
  it('is covered evenly by any first part of a batch', () => {
    const experiment = experimentWith({ gain: [0.5, 1.5] });
    for (const networks of [8, 50, 1000]) {
      const gains = Array.from({ length: networks }, (_, i) => networkSettings(experiment, i).gain);
      gains.sort((a, b) => a - b);
      const gaps = gains.slice(1).map((gain, i) => gain - entry(gains, i));
      expect(Math.max(...gaps)).toBeLessThan(2.7 / networks);
    }
  });
});

describe('eigenvalues of matrices on which the library alone does not end, or fails', () => {
  it('entries 1e-60 of others', () => {
    const small = -3.8816982693970206e-60;
    const matrix = [
      ...[small, 0.5, small, 0, 0.5],
      ...[0, 0, 0, 0, small],
      ...[small, 0, small, small, 0],
      ...[0.5, 0, small, small, 0],
      ...[small, 0.5, 0, small, small],
    ];
    // Without the small entries W⁴ = 0, and eigenvalues are fourth roots of what rounding leaves.
    expect(spectralRadius(Float64Array.from(matrix), 5)).toBeLessThan(1e-3);
  });

  it('symmetric, and some entries subnormal beside the largest', () => {
    const [small, large] = [1.3269034633412957e-148, 1.5234628575854005e173];
    const matrix = Float64Array.of(small, small, small, large);
    expect(spectralRadius(matrix, 2)).toBe(large);
    expect(spectralNorm(matrix, 2)).toBe(large);
  });

  it('entries whose squares no float holds', () => {
    const matrix = Float64Array.of(3e200, 4e200, 4e200, -3e200);
    expect(spectralRadius(matrix, 2) / 5e200).toBeCloseTo(1, 12);
    expect(spectralNorm(matrix, 2) / 5e200).toBeCloseTo(1, 12);
  });
});
