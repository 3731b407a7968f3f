/** Engines that are deliberately wrong: what every check of trust must be seen to fail on. */
import { rowsOf } from '../../src/analysis/own_trajectory.ts';
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
    return { gradient: packed(backward(network, rowsOf(trace.preActivation, experiment.hiddenSize))) };
  };
}

function packed(rows: readonly ScaledVector[]): ScaledRows {
  return {
    values: Float64Array.from(rows.flatMap(({ values }) => [...values])),
    exponents: Int32Array.from(rows, ({ exponent }) => exponent),
  };
}

function transposed(matrix: Float64Array): Float64Array {
  const size = Math.sqrt(matrix.length);
  return matrix.map((_, i) => entry(matrix, (i % size) * size + Math.floor(i / size)));
}

export const wrongEngines: Record<string, () => Engine> = {
  'multiplies by W instead of its transpose': () =>
    new Spoilt(wrongGradient((network) => ({ ...network, weights: transposed(network.weights) }))),
  'is off by 1e-3 in φ′': () =>
    new Spoilt(
      wrongGradient((network) => ({
        ...network,
        activation: {
          ...network.activation,
          derivative: (z) => 1.001 * network.activation.derivative(z),
        },
      })),
    ),
  'is off by 1e-4 in a step': () =>
    new Spoilt(({ preActivation: { values, exponents } }) => ({
      preActivation: { values: values.map((z) => 1.0001 * z), exponents },
    })),
  'yields a NaN': () =>
    new Spoilt(({ gradient: { values, exponents } }) => ({
      gradient: { values: values.map((delta, i) => (i === 5 ? Number.NaN : delta)), exponents },
    })),
};
