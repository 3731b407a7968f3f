/** Engines that are deliberately wrong: what every check of trust must be seen to fail on. */
import { stepsOf } from '../../src/analysis/own_trajectory.ts';
import type { Engine, ScaledRows, Trace } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { backward } from '../../src/networks/backward.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import type { ScaledVector } from '../../src/networks/scaled_vector.ts';
import { entry } from '../../src/networks/vector.ts';

/** The reference engine with something done to its traces. */
class Spoilt extends ReferenceEngine {
  readonly #spoil: (trace: Trace, experiment: Experiment) => Partial<Trace>;

  constructor(spoil: (trace: Trace, experiment: Experiment) => Partial<Trace>) {
    super();
    this.#spoil = spoil;
  }

  override async trace(experiment: Experiment, index: number): Promise<Trace> {
    const trace = await super.trace(experiment, index);
    return { ...trace, ...this.#spoil(trace, experiment) };
  }
}

/** Gradients along the trace's trajectory, of a network that is not quite its own. */
function wrongGradient(change: (network: Network) => Network) {
  return (trace: Trace, experiment: Experiment): Partial<Trace> => {
    const network = change(drawNetwork(experiment, trace.index));
    return { gradient: packed(backward(network, stepsOf(trace))) };
  };
}

function packed(rows: readonly ScaledVector[]): ScaledRows {
  return {
    values: Float64Array.from(rows.flatMap(({ values }) => [...values])),
    exponents: Int32Array.from(rows, ({ exponent }) => exponent),
  };
}

/** Each block of a stack of matrices, transposed. */
function transposed(stack: Float64Array, size: number): Float64Array {
  return stack.map((_, i) => {
    const block = i - (i % size ** 2);
    const place = i - block;
    return entry(stack, block + (place % size) * size + Math.floor(place / size));
  });
}

export const wrongEngines: Record<string, () => Engine> = {
  'multiplies by W instead of its transpose': () =>
    new Spoilt(
      wrongGradient((network) => ({ ...network, weights: transposed(network.weights, network.hiddenSize) })),
    ),
  'is off by 1e-3 in φ′': () =>
    new Spoilt(
      wrongGradient((network) => ({
        ...network,
        cell: {
          ...network.cell,
          pull: (cotangent) => {
            const { products, drives, state } = network.cell.pull(cotangent);
            return { products: products.map((delta) => 1.001 * delta), drives, state };
          },
        },
      })),
    ),
  'is off by 1e-4 in a step': () =>
    new Spoilt(({ state: { values, exponents } }) => ({
      state: { values: values.map((h, i) => (1 + 1e-4 * (i % 2)) * h), exponents },
    })),
  'yields a NaN': () =>
    new Spoilt(({ gradient: { values, exponents } }) => ({
      gradient: { values: values.map((delta, i) => (i === 5 ? Number.NaN : delta)), exponents },
    })),
};
