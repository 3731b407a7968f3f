/** The oracle as an engine: float64, plain TypeScript, one network after another. Slow and obviously right. */

import { type Experiment, wholeOf } from '../../experiment/experiment.ts';
import { blockOf, drawWeights } from '../../networks/ensemble.ts';
import { mostGivenUnits } from '../../networks/given/given_network.ts';
import type { Measurement, OptionalQuantity } from '../../networks/measurement.ts';
import { drawNetwork, type Network } from '../../networks/network.ts';
import { passOperations } from '../../networks/operations.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import {
  type Eigenvalue,
  eigenvalues,
  largestModulus,
  restRadius,
  type Spectrum,
  spectralNorm,
  spectralRadius,
} from '../../networks/spectrum.ts';
import type { Trace } from '../../networks/trace.ts';
import { oneTurn } from '../../networks/turn.ts';
import { drawName } from '../draw_name.ts';
import type { Engine, MeasureOptions, Specification } from '../engine.ts';
import { requireFiniteTrace, requireUnits } from '../given.ts';
import { flowInFloat64, traceInFloat64 } from '../in_float64.ts';
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
      const trace = await traceInFloat64(traced, stopped);
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
    const start = performance.now();
    const network = drawNetwork(experiment, index);
    const spectrum = this.#spectrum(experiment, network, index);
    const drawn = performance.now();
    const { log10ParameterNorm, deathStep, ...norms } = await flowInFloat64(
      network,
      experiment,
      wants,
      signal,
    );
    const { rest } = network.cell;
    return {
      first: index,
      count: 1,
      spectralRadius: Float64Array.of(network.gain * largestModulus(spectrum.eigenvalues)),
      spectralNorm: Float64Array.of(network.gain * spectrum.norm),
      ...(wants.includes('restRadius') && {
        restRadius: Float64Array.of(restRadius(spectrum.eigenvalues, rest, network.gain)),
      }),
      ...(log10ParameterNorm !== undefined && { log10ParameterNorm: Float64Array.of(log10ParameterNorm) }),
      ...norms,
      deathStep: Int32Array.of(deathStep),
      operations: passOperations(experiment, wants),
      seconds: { drawing: (drawn - start) / 1000, passes: (performance.now() - drawn) / 1000 },
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
