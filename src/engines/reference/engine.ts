/** The oracle as an engine: float64, plain TypeScript, one network after another. Slow and obviously right. */

import { type Experiment, wholeOf } from '../../experiment/experiment.ts';
import { drawWeights } from '../../networks/ensemble.ts';
import { mostEngineUnits } from '../../networks/given/given_network.ts';
import type { Measurement } from '../../networks/measurement.ts';
import { drawNetwork } from '../../networks/network.ts';
import { passOperations } from '../../networks/operations.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import { restRadius, spectrumSteps } from '../../networks/spectrum.ts';
import type { Trace, TraceOptions } from '../../networks/trace.ts';
import { oneTurn } from '../../networks/turn.ts';
import { DrawnSpectra } from '../drawn_spectra.ts';
import type { Engine, MeasureOptions, Specification } from '../engine.ts';
import { requireFiniteTrace, requireUnits } from '../given.ts';
import { flowInFloat64, traceInFloat64 } from '../in_float64.ts';
import { EngineQueue } from '../queue.ts';

export class ReferenceEngine implements Engine {
  readonly #spectra = new DrawnSpectra(spectrumSteps);
  readonly #queue = new EngineQueue();

  describe(): Specification {
    return {
      ...{ name: 'reference', device: 'one core', precision: 'float64', software: true },
      can: { givenUnits: mostEngineUnits },
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      this.#networks(experiment, { ...options, signal }),
    );
  }

  trace(traced: SingleNetwork, { signal, stretch }: TraceOptions): Promise<Trace> {
    return this.#queue.alone(async (stopped) => {
      if (!isDrawn(traced)) requireUnits(traced.hiddenSize, this.describe());
      const trace = await traceInFloat64(traced, { signal: stopped, ...(stretch && { stretch }) });
      return isDrawn(traced) ? trace : requireFiniteTrace(trace, 'float64');
    }, signal);
  }

  weights({ experiment, index }: DrawnNetwork): Promise<Float64Array> {
    return this.#queue.alone(async () => drawWeights(experiment, index));
  }

  dispose(): void {
    this.#queue.dispose();
    this.#spectra.clear();
  }

  /** One network after another. */
  async *#networks(
    experiment: Experiment,
    { range = wholeOf(experiment), ...options }: MeasureOptions,
  ): AsyncGenerator<Measurement, void, void> {
    for (let index = range.from; index < range.to; index++) {
      await oneTurn();
      options.signal.throwIfAborted();
      yield await this.#measureNetwork(experiment, index, options);
    }
  }

  async #measureNetwork(
    experiment: Experiment,
    index: number,
    { wants = [], ...options }: MeasureOptions,
  ): Promise<Measurement> {
    const start = performance.now();
    const network = drawNetwork(experiment, index);
    const spectrum = await this.#spectra.of(experiment, index, options.signal, network.weights);
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
      spectralRadius: Float64Array.of(network.gain * spectrum.radius),
      spectralNorm: Float64Array.of(network.gain * spectrum.norm),
      ...(wants.includes('restRadius') && {
        restRadius: Float64Array.of(restRadius(spectrum.values, rest, network.gain)),
      }),
      ...(log10ParameterNorm !== undefined && { log10ParameterNorm: Float64Array.of(log10ParameterNorm) }),
      ...norms,
      deathStep: Int32Array.of(deathStep),
      operations: passOperations(experiment, wants),
      seconds: { drawing: (drawn - start) / 1000, passes: (performance.now() - drawn) / 1000 },
    };
  }
}
