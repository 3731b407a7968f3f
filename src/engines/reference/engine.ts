/** The oracle as an engine: float64, plain TypeScript, one network after another. Slow and obviously right. */

import { type Experiment, keptTimes, wholeOf } from '../../experiment/experiment.ts';
import { blockOf, drawWeights } from '../../networks/ensemble.ts';
import { type GivenNetwork, lengthOf, networkOf } from '../../networks/given/given_network.ts';
import type { Measurement } from '../../networks/measurement.ts';
import { drawNetwork, type Network } from '../../networks/network.ts';
import { stepOperations } from '../../networks/operations.ts';
import { type Run, runNetwork } from '../../networks/run.ts';
import { log10Norm, type ScaledVector } from '../../networks/scaled_vector.ts';
import {
  type Eigenvalue,
  eigenvalues,
  largestModulus,
  restRadius,
  type Spectrum,
  spectralNorm,
  spectralRadius,
} from '../../networks/spectrum.ts';
import type { GivenTrace, ScaledRows, Trace } from '../../networks/trace.ts';
import { breather, oneTurn } from '../../networks/turn.ts';
import { drawName } from '../draw_name.ts';
import type { Engine, MeasureOptions } from '../engine.ts';
import { requireFiniteTrace } from '../given.ts';

/** Spectra that are kept for the next run; of more networks the last are computed again. */
const mostSpectra = 2 ** 16;

interface DrawnSpectrum {
  /** Eigenvalues and ‖W‖₂ of the candidate's block at gain 1. */
  readonly eigenvalues: readonly Eigenvalue[];
  readonly norm: number;
}

export class ReferenceEngine implements Engine {
  /** Spectra outlive a run: a change of gain redraws nothing. */
  readonly #spectra = new Map<number, DrawnSpectrum>();
  #drawn = '';

  describe() {
    return { name: 'reference', device: 'one core', precision: 'float64', software: true } as const;
  }

  async *measure(
    experiment: Experiment,
    { signal, restRadius: restWanted = false, range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement> {
    for (let index = range.from; index < range.to; index++) {
      await oneTurn();
      signal.throwIfAborted();
      const measurement = await this.#measureNetwork(experiment, index, signal);
      yield restWanted ? { ...measurement, restRadius: this.#restRadius(experiment, index) } : measurement;
    }
  }

  async weights(experiment: Experiment, index: number): Promise<Float64Array> {
    return drawWeights(experiment, index);
  }

  async trace(experiment: Experiment, index: number): Promise<Trace> {
    const network = drawNetwork(experiment, index);
    const run = await runNetwork(network, experiment, breather());
    return { index, ...traceOf(network, run) };
  }

  async traceGiven(given: GivenNetwork, signal: AbortSignal): Promise<GivenTrace> {
    const network = networkOf(given);
    const run = await runNetwork(network, { warmUp: 0, steps: lengthOf(given) }, breather(signal));
    return requireFiniteTrace(traceOf(network, run), 'float64');
  }

  async spectrum(matrix: Float64Array, size: number): Promise<Spectrum> {
    return { radius: spectralRadius(matrix, size), norm: spectralNorm(matrix, size) };
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
    const spectrum = this.#spectrum(experiment, network, index);
    return {
      first: index,
      count: 1,
      spectralRadius: Float64Array.of(network.gain * largestModulus(spectrum.eigenvalues)),
      spectralNorm: Float64Array.of(network.gain * spectrum.norm),
      log10GradientNorm: normsAtKeptTimes(gradients),
      log10StateNorm: normsAtKeptTimes(states),
      deathStep: Int32Array.of(gradients.findLastIndex(({ values }) => values.every((delta) => delta === 0))),
      operations: stepOperations(experiment) * (experiment.warmUp + 2 * experiment.steps),
    };
  }

  #restRadius(experiment: Experiment, index: number): Float64Array {
    const network = drawNetwork(experiment, index);
    const { eigenvalues: values } = this.#spectrum(experiment, network, index);
    return Float64Array.of(restRadius(values, network.cell.rest, network.gain));
  }

  #spectrum(experiment: Experiment, { weights, cell, hiddenSize }: Network, index: number): DrawnSpectrum {
    const drawn = drawName(experiment);
    if (drawn !== this.#drawn) this.#spectra.clear();
    this.#drawn = drawn;
    const known = this.#spectra.get(index);
    if (known) return known;
    const candidate = blockOf(weights, cell.candidate, hiddenSize);
    const spectrum = {
      eigenvalues: eigenvalues(candidate, hiddenSize),
      norm: spectralNorm(candidate, hiddenSize),
    };
    if (this.#spectra.size < mostSpectra) this.#spectra.set(index, spectrum);
    return spectrum;
  }
}

function traceOf({ weights }: Network, { start, steps, gradients }: Run): GivenTrace {
  return {
    weights,
    state: scaledRows([start, ...steps.map((step) => step.state)]),
    preActivation: scaledRows(steps.map((step) => step.preActivation)),
    gradient: scaledRows(gradients),
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
