/** The oracle: what everything else is compared with has to be right by other means. */
import { describe, expect, it } from 'vitest';
import { activations, type Experiment, ensembles, networkSettings } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { activationOf, scaledDerivative, scaledValue } from '../../src/networks/activation.ts';
import { backward } from '../../src/networks/backward.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { forward, warmedUp } from '../../src/networks/forward.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import { log10Norm, rescaled, timesPowerOfTwo } from '../../src/networks/scaled_vector.ts';
import { spectralNorm, spectralRadius } from '../../src/networks/spectrum.ts';
import { entry, multiply, multiplyTransposed, norm } from '../../src/networks/vector.ts';

function experimentWith(changes: Partial<Experiment>): Experiment {
  return { ...defaultExperiment, ...changes };
}

describe('the gradient agrees with central differences', () => {
  const steps = 6;

  /** v·h_T from a start at h_0, with all exponents taken out. */
  function loss(network: Network, initial: Float64Array): number {
    const start = rescaled({ values: initial, exponent: 0 }, network.activation.exponents);
    const last = forward(network, start, 0, steps).at(-1);
    return (
      last?.state.values.reduce(
        (sum, h, unit) => sum + timesPowerOfTwo(h, last.state.exponent) * entry(network.cotangent, unit),
        0,
      ) ?? Number.NaN
    );
  }

  /** Fourth-order central difference along one unit of h_0. */
  function difference(network: Network, initial: Float64Array, unit: number): number {
    const step = 1e-3;
    const at = (shift: number) => {
      const moved = Float64Array.from(initial);
      moved[unit] = entry(initial, unit) + shift * step;
      return loss(network, moved);
    };
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
  }

  it.each(activations)('for %s', (activation) => {
    for (const [gain, lossName] of [
      [0.7, 'sum'],
      [1.3, 'random'],
    ] as const) {
      const experiment = experimentWith({
        activation,
        gain,
        hiddenSize: 6,
        steps,
        warmUp: 0,
        inputScale: 0.4,
        biasScale: 0.3,
        loss: lossName,
        negativeSlope: 0.2,
      });
      const network = drawNetwork(experiment, 3);
      const start = warmedUp(network, 0);
      const gradient = backward(
        network,
        forward(network, start, 0, steps).map((step) => step.preActivation),
      )[0];
      if (!gradient) throw new Error('no gradient');
      const exact = gradient.values.map((delta) => timesPowerOfTwo(delta, gradient.exponent));
      const numeric = exact.map((_, unit) => difference(network, network.initialState, unit));
      expect(norm(exact.map((delta, unit) => delta - entry(numeric, unit))) / norm(exact)).toBeLessThan(1e-7);
    }
  });
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
        expect(scaledDerivative(activation, z, exponent) === activation.derivative(plain)).toBe(true);
      }
    }
  });

  it.each(activations.filter((name) => name !== 'sigmoid'))('%s has its limits far out', (name) => {
    const activation = activationOf({ activation: name, negativeSlope: 0.25 });
    const [least, most] = activation.exponents;
    if (most > 0) {
      expect(scaledValue(activation, 1.5, 5000)).toBe(1.5);
      expect(scaledDerivative(activation, 1.5, 5000)).toBe(1);
    }
    if (least < 0) {
      expect(scaledValue(activation, 1.5, -5000)).toBe(1.5 * activation.derivative(1e-300));
    }
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
      weights: Float64Array.of(1),
      gain: 0.5,
      activation: activationOf({ activation: 'tanh', negativeSlope: 0 }),
      bias: Float64Array.of(0),
      drive: () => Float64Array.of(0),
      initialState: Float64Array.of(0.1),
      cotangent: Float64Array.of(1),
    };
    const product = (steps: number) => {
      const trajectory = forward(network, warmedUp(network, 0), 0, steps);
      const first = backward(
        network,
        trajectory.map((step) => step.preActivation),
      )[0];
      return first ? 10 ** log10Norm(first) : Number.NaN;
    };
    expect(product(1)).toBeCloseTo(0.4988, 4);
    expect(product(10)).toBeCloseTo(9.7e-4, 5);
  });

  it('neither under- nor overflows in the oracle: identity at g = 3 over 10 000 steps', () => {
    const experiment = experimentWith({ activation: 'identity', ensemble: 'identity', hiddenSize: 4 });
    const network = drawNetwork({ ...experiment, gain: 3 }, 0);
    const trajectory = forward(network, warmedUp(network, 0), 0, 10_000);
    const first = backward(
      network,
      trajectory.map((step) => step.preActivation),
    )[0];
    expect(first ? log10Norm(first) : Number.NaN).toBeCloseTo(10_000 * Math.log10(3) + Math.log10(2), 6);
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
