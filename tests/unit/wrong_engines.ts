/** Engines that are deliberately wrong: what every check of trust must be seen to fail on. */

import { stepsOf } from '../../src/analysis/own_trajectory.ts';
import type { Engine, MeasureOptions } from '../../src/engines/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { backward } from '../../src/networks/backward.ts';
import type { GivenNetwork } from '../../src/networks/given/given_network.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import type { ScaledVector } from '../../src/networks/scaled_vector.ts';
import type { ScaledRows, Trace } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';

/** An engine with something done to its traces. */
class Spoilt implements Engine {
  readonly #sound: Engine;
  readonly #spoil: (trace: Trace, experiment: Experiment) => Partial<Trace>;

  constructor(sound: Engine, spoil: (trace: Trace, experiment: Experiment) => Partial<Trace>) {
    this.#sound = sound;
    this.#spoil = spoil;
  }

  describe() {
    return this.#sound.describe();
  }

  measure(experiment: Experiment, options: MeasureOptions) {
    return this.#sound.measure(experiment, options);
  }

  weights(experiment: Experiment, index: number) {
    return this.#sound.weights(experiment, index);
  }

  async trace(experiment: Experiment, index: number): Promise<Trace> {
    const trace = await this.#sound.trace(experiment, index);
    return { ...trace, ...this.#spoil(trace, experiment) };
  }

  traceGiven(given: GivenNetwork, signal: AbortSignal) {
    return this.#sound.traceGiven(given, signal);
  }

  spectrum(matrix: Float64Array, size: number) {
    return this.#sound.spectrum(matrix, size);
  }

  dispose() {
    this.#sound.dispose();
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

/** Each made of a sound one. */
export const wrongEngines: Record<string, (sound: Engine) => Engine> = {
  'multiplies by W instead of its transpose': (sound) =>
    new Spoilt(
      sound,

      wrongGradient((network) => ({ ...network, weights: transposed(network.weights, network.hiddenSize) })),
    ),
  'is off by 1e-3 in φ′': (sound) =>
    new Spoilt(
      sound,

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
  'is off by 1e-4 in a step': (sound) =>
    new Spoilt(sound, ({ state: { values, exponents } }) => ({
      state: { values: values.map((h, i) => (1 + 1e-4 * (i % 2)) * h), exponents },
    })),
  'yields a NaN': (sound) =>
    new Spoilt(sound, ({ gradient: { values, exponents } }) => ({
      gradient: { values: values.map((delta, i) => (i === 5 ? Number.NaN : delta)), exponents },
    })),
};
