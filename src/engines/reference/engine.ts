/** The oracle as an engine: float64, plain TypeScript, one network after another. Slow and obviously right. */

import { type Experiment, keptTimes, wholeOf } from '../../experiment/experiment.ts';
import { blockOf, drawWeights } from '../../networks/ensemble.ts';
import { mostGivenUnits } from '../../networks/given/given_network.ts';
import type { Measurement, OptionalQuantity } from '../../networks/measurement.ts';
import { drawNetwork, type Network } from '../../networks/network.ts';
import { passOperations } from '../../networks/operations.ts';
import { type Run, runNetwork } from '../../networks/run.ts';
import { log10Norm, type ScaledVector } from '../../networks/scaled_vector.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork, sequenceOf } from '../../networks/single_network.ts';
import {
  type Eigenvalue,
  eigenvalues,
  largestModulus,
  restRadius,
  type Spectrum,
  spectralNorm,
  spectralRadius,
} from '../../networks/spectrum.ts';
import type { ScaledRows, Trace } from '../../networks/trace.ts';
import { breather, oneTurn } from '../../networks/turn.ts';
import { weightGradient } from '../../networks/weight_gradient.ts';
import { drawName } from '../draw_name.ts';
import type { Engine, MeasureOptions, Specification } from '../engine.ts';
import { requireFiniteTrace, requireUnits } from '../given.ts';
import { EngineQueue } from '../queue.ts';

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
  readonly #queue = new EngineQueue();

  describe(): Specification {
    return {
      ...{ name: 'reference', device: 'one core', precision: 'float64', software: true },
      can: { givenUnits: mostGivenUnits },
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      this.#networks(experiment, { ...options, signal }),
    );
  }

  trace(traced: SingleNetwork, { signal }: { readonly signal: AbortSignal }): Promise<Trace> {
    return this.#queue.alone(async (stopped) => {
      if (!isDrawn(traced)) requireUnits(traced.hiddenSize, this.describe());
      const { network, ...length } = sequenceOf(traced);
      const trace = traceOf(network, await runNetwork(network, length, breather(stopped)));
      return isDrawn(traced) ? trace : requireFiniteTrace(trace, 'float64');
    }, signal);
  }

  weights({ experiment, index }: DrawnNetwork): Promise<Float64Array> {
    return this.#queue.alone(async () => drawWeights(experiment, index));
  }

  matrixSpectrum(matrix: Float64Array, size: number): Promise<Spectrum> {
    return this.#queue.alone(async () => {
      requireUnits(size, this.describe());
      return { radius: spectralRadius(matrix, size), norm: spectralNorm(matrix, size) };
    });
  }

  dispose(): void {
    this.#queue.dispose();
    this.#spectra.clear();
  }

  /** One network after another. */
  async *#networks(
    experiment: Experiment,
    { signal, wants = [], range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement, void, void> {
    for (let index = range.from; index < range.to; index++) {
      await oneTurn();
      signal.throwIfAborted();
      yield await this.#measureNetwork(experiment, index, wants, signal);
    }
  }

  async #measureNetwork(
    experiment: Experiment,
    index: number,
    wants: readonly OptionalQuantity[],
    signal: AbortSignal,
  ): Promise<Measurement> {
    const network = drawNetwork(experiment, index);
    const breathe = breather(signal);
    const run = await runNetwork(network, experiment, breathe);
    const { start, steps, gradients } = run;
    const states = [start, ...steps.map((step) => step.state)];
    const normsAtKeptTimes = (vectors: readonly ScaledVector[]) =>
      Float64Array.from(keptTimes(experiment), (t) => log10Norm(vectors[t] ?? start));
    const spectrum = this.#spectrum(experiment, network, index);
    const { rest } = network.cell;
    return {
      first: index,
      count: 1,
      spectralRadius: Float64Array.of(network.gain * largestModulus(spectrum.eigenvalues)),
      spectralNorm: Float64Array.of(network.gain * spectrum.norm),
      ...(wants.includes('restRadius') && {
        restRadius: Float64Array.of(restRadius(spectrum.eigenvalues, rest, network.gain)),
      }),
      ...(wants.includes('parameterNorm') && {
        log10ParameterNorm: Float64Array.of(log10Norm(await weightGradient(network, run, breathe))),
      }),
      log10GradientNorm: normsAtKeptTimes(gradients),
      log10StateNorm: normsAtKeptTimes(states),
      deathStep: Int32Array.of(gradients.findLastIndex(({ values }) => values.every((delta) => delta === 0))),
      operations: passOperations(experiment, wants),
    };
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

function traceOf({ weights }: Network, { start, steps, gradients }: Run): Trace {
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
