/** Drawn networks measured in float64: all of the oracle's, and of other engines those of a cell that their kernels do not have. */

import { type Experiment, wholeOf } from '../experiment/experiment.ts';
import type { Measurement } from '../networks/measurement.ts';
import { drawNetwork } from '../networks/network.ts';
import { passOperations } from '../networks/operations.ts';
import { restRadius } from '../networks/rest_radius.ts';
import { oneTurn } from '../networks/turn.ts';
import { DrawnSpectra } from './drawn_spectra.ts';
import { findsSpectra, type MeasureOptions } from './engine.ts';
import { flowInFloat64 } from './in_float64.ts';

/** Their spectra outlive a run. */
export class Float64Networks {
  readonly #spectra = DrawnSpectra.whole();

  /** One after another, a chunk each. @throws the signal's reason */
  async *measure(
    experiment: Experiment,
    { range = wholeOf(experiment), ...options }: MeasureOptions,
  ): AsyncGenerator<Measurement, void, void> {
    for (let index = range.from; index < range.to; index++) {
      await oneTurn();
      options.signal.throwIfAborted();
      yield await this.#measureOne(experiment, index, options);
    }
  }

  async #measureOne(
    experiment: Experiment,
    index: number,
    { wants = [], without = [], ...options }: MeasureOptions,
  ): Promise<Measurement> {
    const start = performance.now();
    const network = drawNetwork(experiment, index);
    const spectrum = findsSpectra({ wants, without })
      ? await this.#spectra.of(experiment, index, options.signal, network.weights)
      : undefined;
    const drawn = performance.now();
    const { log10ParameterNorm, deathStep, ...norms } = await flowInFloat64(
      network,
      experiment,
      wants,
      options,
    );
    const { rest } = network.cell;
    return {
      first: index,
      count: 1,
      spectralRadius: Float64Array.of(network.gain * (spectrum?.radius ?? Number.NaN)),
      spectralNorm: Float64Array.of(network.gain * (spectrum?.norm ?? Number.NaN)),
      ...(spectrum &&
        wants.includes('restRadius') && {
          restRadius: Float64Array.of(restRadius(spectrum.values, rest, network.gain)),
        }),
      ...(log10ParameterNorm !== undefined && { log10ParameterNorm: Float64Array.of(log10ParameterNorm) }),
      ...norms,
      deathStep: Int32Array.of(deathStep),
      operations: passOperations(experiment, wants),
      seconds: { drawing: (drawn - start) / 1000, passes: (performance.now() - drawn) / 1000 },
    };
  }

  /** Of an engine in float32: that all of it is measured here, because its kernels have no such step. */
  async *standIn(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    for await (const chunk of this.measure(experiment, options)) {
      const { drawing, passes } = chunk.seconds;
      yield { ...chunk, beyondRange: { networks: chunk.count, seconds: drawing + passes } };
    }
  }

  forget(): void {
    this.#spectra.clear();
  }
}
