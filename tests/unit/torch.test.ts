/** The oracle against PyTorch's autograd: gradients that none of our own code has touched. */
import { describe, expect, it } from 'vitest';
import { type ActivationName, activations } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { backward, stepsTaken } from '../../src/networks/backward.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { forward, initialState } from '../../src/networks/forward.ts';
import type { Network } from '../../src/networks/network.ts';
import { type ScaledVector, timesPowerOfTwo } from '../../src/networks/scaled_vector.ts';
import { entry, norm } from '../../src/networks/vector.ts';
import fixtures from '../fixtures/torch_gradients.json' with { type: 'json' };

type Case = (typeof fixtures)['cases'][number];

/** What the fixture gives, in the oracle's words. The recurrent weights have their gain in them. */
function networkOf(given: Case): Network {
  const { negativeSlope, inputs, inputWeights } = given;
  const activation = activations.find((name): name is ActivationName => name === given.activation);
  if (!activation) throw new Error(`The fixture's ${given.activation} is no activation.`);
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
