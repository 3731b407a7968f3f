/** Engines that are deliberately wrong: what every check of trust must be seen to fail on. */

import { stepsOf } from '../../src/analysis/own_trajectory.ts';
import type { Engine, MeasureOptions, SpectrumOptions } from '../../src/engines/engine.ts';
import { type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import { backward } from '../../src/networks/backward.ts';
import type { LearningNetwork, TrainOptions } from '../../src/networks/learning/learning_measurement.ts';
import type { Measurement } from '../../src/networks/measurement.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import type { ScaledVector } from '../../src/networks/scaled_vector.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../src/networks/single_network.ts';
import type { ScaledRows, Trace, TraceOptions } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';
import { times, wide } from '../../src/networks/wide.ts';

/** An engine with something done to its traces. */
class Spoilt implements Engine {
  readonly #sound: Engine;
  readonly #spoil: (trace: Trace, network: DrawnNetwork) => Partial<Trace>;

  constructor(sound: Engine, spoil: (trace: Trace, network: DrawnNetwork) => Partial<Trace>) {
    this.#sound = sound;
    this.#spoil = spoil;
  }

  describe() {
    return this.#sound.describe();
  }

  measure(experiment: Experiment, options: MeasureOptions) {
    return this.#sound.measure(experiment, options);
  }

  spectrum(experiment: Experiment, options: SpectrumOptions) {
    return this.#sound.spectrum(experiment, options);
  }

  train(networks: readonly LearningNetwork[], options: TrainOptions) {
    return this.#sound.train(networks, options);
  }

  weights(network: DrawnNetwork) {
    return this.#sound.weights(network);
  }

  machine() {
    return this.#sound.machine();
  }

  held() {
    return this.#sound.held();
  }

  async trace(network: SingleNetwork, options: TraceOptions): Promise<Trace> {
    const trace = await this.#sound.trace(network, options);
    return isDrawn(network) ? { ...trace, ...this.#spoil(trace, network) } : trace;
  }

  dispose() {
    this.#sound.dispose();
  }
}

/** An engine's methods, to be spread. */
function instrumentOf(sound: Engine): Engine {
  return {
    describe: () => sound.describe(),
    measure: (experiment, options) => sound.measure(experiment, options),
    spectrum: (experiment, options) => sound.spectrum(experiment, options),
    train: (networks, options) => sound.train(networks, options),
    trace: (network, options) => sound.trace(network, options),
    weights: (network) => sound.weights(network),
    machine: () => sound.machine(),
    held: () => sound.held(),
    dispose: () => sound.dispose(),
  };
}

/** An engine with something done to its chunks. */
function measuringWith(
  sound: Engine,
  spoil: (chunk: Measurement, experiment: Experiment, options: MeasureOptions) => Measurement,
): Engine {
  return {
    ...instrumentOf(sound),
    async *measure(experiment, options) {
      for await (const chunk of sound.measure(experiment, options)) yield spoil(chunk, experiment, options);
    },
  };
}

/** Gradients along the trace's trajectory, of a network that is not quite its own. */
function wrongGradient(change: (network: Network) => Network) {
  return (trace: Trace, { experiment, index }: DrawnNetwork): Partial<Trace> => {
    const network = change(drawNetwork(experiment, index));
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

/** Those whose traces are wrong, each made of a sound one. */
export const wrongTraces: Record<string, (sound: Engine) => Engine> = {
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
            return { products: products.map((delta) => times(wide(1.001), delta)), drives, state };
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

/** All of them: some are wrong only in what is measured of many, or of what is given. */
export const wrongEngines: Readonly<Record<string, (sound: Engine) => Engine>> = {
  ...wrongTraces,
  'keeps a norm at a wrong time where not every time is kept': (sound) =>
    measuringWith(sound, (chunk, experiment) => {
      const times = keptTimes(experiment).length;
      const late = times <= experiment.steps ? 1 : 0;
      const { log10GradientNorm: norms } = chunk;
      return {
        ...chunk,
        log10GradientNorm: norms.map((_, i) => entry(norms, (i + late) % times === 0 ? i : i + late)),
      };
    }),
  'is off by 1e-3 in the norms of its states': (sound) =>
    measuringWith(sound, (chunk) => ({
      ...chunk,
      log10StateNorm: chunk.log10StateNorm.map((decades) => decades + 1e-3),
    })),
  'has other networks in a shard': (sound) =>
    measuringWith(sound, (chunk, _, { range }) =>
      range && range.from > 0 && chunk.first === range.from
        ? { ...chunk, log10GradientNorm: chunk.log10GradientNorm.map((decades) => decades - 0.1) }
        : chunk,
    ),
  'forgets a given network’s inputs': (sound) => ({
    ...instrumentOf(sound),
    trace: (network, options) =>
      sound.trace(isDrawn(network) ? network : { ...network, drives: network.drives.map(() => 0) }, options),
  }),
};
