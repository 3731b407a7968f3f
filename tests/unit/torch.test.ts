/** The oracle against PyTorch's autograd: gradients that none of our own code has touched. */
import { describe, expect, it } from 'vitest';
import { type ActivationName, activations, cells } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { activationOf } from '../../src/networks/activation.ts';
import { backward, stepsTaken } from '../../src/networks/backward.ts';
import { blend } from '../../src/networks/cells/blend.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { forward, initialState } from '../../src/networks/forward.ts';
import type { Network } from '../../src/networks/network.ts';
import { log10ParameterNorm, parameterGradient } from '../../src/networks/parameter_gradient.ts';
import { type ScaledVector, timesPowerOfTwo } from '../../src/networks/scaled_vector.ts';
import { entry, norm } from '../../src/networks/vector.ts';
import { weightGradient } from '../../src/networks/weight_gradient.ts';
import cellFixtures from '../fixtures/torch_cells.json' with { type: 'json' };
import fixtures from '../fixtures/torch_gradients.json' with { type: 'json' };

function activationIn(word: string): ActivationName {
  const activation = activations.find((name) => name === word);
  if (!activation) throw new Error(`The fixture's ${word} is no activation.`);
  return activation;
}

type Case = (typeof fixtures)['cases'][number];

/** What the fixture gives, in the oracle's words. The recurrent weights have their gain in them. */
function networkOf(given: Case): Network {
  const { negativeSlope, inputs, inputWeights } = given;
  const activation = activationIn(given.activation);
  const { inputSize, hiddenSize } = fixtures;
  return {
    cell: cellOf({ ...defaultExperiment, activation, negativeSlope }),
    hiddenSize,
    weights: Float64Array.from(given.weights),
    gain: 1,
    bias: Float64Array.from(given.bias),
    recurrentBias: new Float64Array(hiddenSize),
    drive: (step) =>
      Float64Array.from({ length: hiddenSize }, (_, unit) =>
        (inputs[step] ?? []).reduce((sum, x, i) => sum + entry(inputWeights, unit * inputSize + i) * x, 0),
      ),
    initialState: Float64Array.from(given.initialState),
    cotangent: Float64Array.from(given.cotangent),
  };
}

/** ‖measured − expected‖ / ‖expected‖ */
function relativeError({ values, exponent }: ScaledVector, expected: readonly number[]): number {
  const difference = values.map((value, i) => timesPowerOfTwo(value, exponent) - entry(expected, i));
  return norm(difference) / norm(Float64Array.from(expected));
}

describe('the oracle agrees with PyTorch’s autograd to 1e-10', () => {
  it('on every activation', () => {
    expect(new Set(fixtures.cases.map(({ activation }) => activation))).toEqual(new Set(activations));
  });

  it.each(fixtures.cases)('$activation, at every step', (given) => {
    const network = networkOf(given);
    const start = initialState(network);
    const steps = forward(network, start, 0, fixtures.steps);
    const last = steps.at(-1);
    expect(last && relativeError(last.state, given.finalState)).toBeLessThan(1e-10);
    const gradients = backward(network, stepsTaken(start, steps));
    expect(gradients).toHaveLength(given.gradients.length);
    gradients.forEach((gradient, t) => {
      expect(relativeError(gradient, given.gradients[t] ?? [])).toBeLessThan(1e-10);
    });
  });
});

type CellCase = (typeof cellFixtures)['cases'][number];

/** What a fixture of a cell gives, in the oracle's words. */
function cellNetworkOf(given: CellCase): Network {
  const { hiddenSize, inputSize } = cellFixtures;
  const name = cells.find((candidate) => candidate === given.cell);
  if (!name) throw new Error(`The fixture's ${given.cell} is no cell.`);
  const { leak, residualScale } = given;
  // The oracle rounds its settings to float32, PyTorch does not.
  const cell =
    name === 'leaky' || name === 'residual'
      ? blend(activationOf(defaultExperiment), {
          keep: name === 'leaky' ? 1 - leak : 1,
          share: name === 'leaky' ? leak : residualScale,
        })
      : cellOf({
          ...{ ...defaultExperiment, cell: name, activation: activationIn(given.activation) },
          reset: given.reset === 'before' ? 'before' : 'after',
        });
  const rows = cell.blocks * hiddenSize;
  const cotangent = new Float64Array(cell.parts * hiddenSize);
  cotangent.set(given.cotangent);
  return {
    cell,
    hiddenSize,
    weights: Float64Array.from(given.weight_hh),
    gain: 1,
    bias: Float64Array.from(given.bias_ih),
    recurrentBias: Float64Array.from(given.bias_hh),
    drive: (step) =>
      Float64Array.from({ length: rows }, (_, row) =>
        (given.inputs[step] ?? []).reduce(
          (sum, x, i) => sum + entry(given.weight_ih, row * inputSize + i) * x,
          0,
        ),
      ),
    initialState: Float64Array.from(given.initialState),
    cotangent,
  };
}

describe('every cell agrees with PyTorch’s autograd to 1e-10', () => {
  it('each of them', () => {
    expect(new Set(cellFixtures.cases.map(({ cell }) => cell))).toEqual(new Set(cells));
    for (const name of ['lstm', 'gru']) {
      const own = cellFixtures.cases.filter(({ cell }) => cell === name);
      expect(new Set(own.map(({ activation }) => activation))).toEqual(new Set(activations));
    }
  });

  it.each(cellFixtures.cases)(
    '$cell, $activation, reset $reset: the whole state’s gradient at every step, and the parameters’',
    async (given) => {
      const network = cellNetworkOf(given);
      const start = initialState(network);
      const steps = forward(network, start, 0, cellFixtures.steps);
      const last = steps.at(-1);
      expect(last && relativeError(last.state, given.finalState)).toBeLessThan(1e-10);
      const taken = stepsTaken(start, steps);
      const gradients = backward(network, taken);
      expect(gradients).toHaveLength(given.gradients.length);
      gradients.forEach((gradient, t) => {
        expect(relativeError(gradient, given.gradients[t] ?? [])).toBeLessThan(1e-10);
      });
      const { weights, bias, recurrentBias } = parameterGradient(network, taken);
      const expected = given.parameterGradients;
      expect(relativeError(weights, expected.weight_hh)).toBeLessThan(1e-10);
      const alone = await weightGradient(network, { start, steps, gradients });
      expect(relativeError(alone, expected.weight_hh)).toBeLessThan(1e-10);
      expect(relativeError(bias, expected.bias_ih)).toBeLessThan(1e-10);
      expect(relativeError(recurrentBias, expected.bias_hh)).toBeLessThan(1e-10);
      const own = network.cell.recurrentBias ? expected.bias_hh.slice(-cellFixtures.hiddenSize) : [];
      expect(log10ParameterNorm(network, { weights, bias, recurrentBias })).toBeCloseTo(
        Math.log10(norm(Float64Array.from([...expected.weight_hh, ...expected.bias_ih, ...own]))),
        10,
      );
    },
  );
});
