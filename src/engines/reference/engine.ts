/** The oracle as an engine: float64, plain TypeScript, one network after another. Slow and obviously right. */
import { type Experiment, keptTimes, networkSettings } from '../../experiment/experiment.ts';
import { drawWeights } from '../../networks/ensemble.ts';
import { drawNetwork } from '../../networks/network.ts';
import { runNetwork } from '../../networks/run.ts';
import { log10Norm, type ScaledVector } from '../../networks/scaled_vector.ts';
import { spectralNorm, spectralRadius } from '../../networks/spectrum.ts';
import {
  type Engine,
  type Measurement,
  type MeasureOptions,
  type ScaledRows,
  type Trace,
  wholeOf,
} from '../engine.ts';
import { oneTurn } from '../turn.ts';

/** Spectra that are kept for the next run; of more networks the last are computed again. */
const mostSpectra = 2 ** 16;
/** Messages wait no longer than this. */
const busyMilliseconds = 20;

interface Spectrum {
  /** ρ(W) and ‖W‖₂ at gain 1. */
  readonly radius: number;
  readonly norm: number;
}

export class ReferenceEngine implements Engine {
  /** Spectra outlive a run: a change of gain redraws nothing. */
  readonly #spectra = new Map<number, Spectrum>();
  #drawn = '';

  describe() {
    return { name: 'reference', device: 'one core', precision: 'float64', software: true } as const;
  }

  async *measure(
    experiment: Experiment,
    { signal, range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement> {
    for (let index = range.from; index < range.to; index++) {
      await oneTurn();
      signal.throwIfAborted();
      yield await this.#measureNetwork(experiment, index, signal);
    }
  }

  async weights(experiment: Experiment, index: number): Promise<Float64Array> {
    return drawWeights(experiment, index);
  }

  async trace(experiment: Experiment, index: number): Promise<Trace> {
    const network = drawNetwork(experiment, index);
    const { start, steps, gradients } = await runNetwork(network, experiment, breather());
    return {
      index,
      weights: network.weights,
      initialState: scaledRows([start]),
      preActivation: scaledRows(steps.map((step) => step.preActivation)),
      gradient: scaledRows(gradients),
    };
  }

  dispose(): void {
    this.#spectra.clear();
  }

  async #measureNetwork(experiment: Experiment, index: number, signal: AbortSignal): Promise<Measurement> {
    const network = drawNetwork(experiment, index);
    const { start, steps, gradients } = await runNetwork(network, experiment, breather(signal));
    const states = [start, ...steps.map((step) => step.state)];
    const normsAtKeptTimes = (vectors: readonly ScaledVector[]) =>
      Float64Array.from(keptTimes(experiment), (t) => log10Norm(vectors[t] ?? start));
    const { radius, norm } = this.#spectrum(experiment, index, network.weights);
    const { gain } = networkSettings(experiment, index);
    return {
      first: index,
      count: 1,
      spectralRadius: Float64Array.of(gain * radius),
      spectralNorm: Float64Array.of(gain * norm),
      log10GradientNorm: normsAtKeptTimes(gradients),
      log10StateNorm: normsAtKeptTimes(states),
      deathStep: Int32Array.of(gradients.findLastIndex(({ values }) => values.every((delta) => delta === 0))),
      operations: 2 * experiment.hiddenSize ** 2 * (experiment.warmUp + 2 * experiment.steps),
    };
  }

  #spectrum({ seed, ensemble, hiddenSize }: Experiment, index: number, weights: Float64Array): Spectrum {
    const drawn = `${seed} ${ensemble} ${hiddenSize}`;
    if (drawn !== this.#drawn) this.#spectra.clear();
    this.#drawn = drawn;
    const known = this.#spectra.get(index);
    if (known) return known;
    const spectrum = {
      radius: spectralRadius(weights, hiddenSize),
      norm: spectralNorm(weights, hiddenSize),
    };
    if (this.#spectra.size < mostSpectra) this.#spectra.set(index, spectrum);
    return spectrum;
  }
}

/** Pauses for messages, an abort among them, whenever the processor has been busy for long. */
function breather(signal?: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < busyMilliseconds) return undefined;
    return oneTurn().then(() => {
      last = performance.now();
      signal?.throwIfAborted();
    });
  };
}

function scaledRows(rows: readonly ScaledVector[]): ScaledRows {
  const size = rows[0]?.values.length ?? 0;
  const values = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row.values, i * size);
  });
  return { values, exponents: Int32Array.from(rows, ({ exponent }) => exponent) };
}
