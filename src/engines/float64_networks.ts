/** Drawn networks measured in float64: all of the oracle's, and of other engines those of a cell that their kernels do not have. */

import { type Experiment, wholeOf } from '../experiment/experiment.ts';
import { frameGrowth, framePlan, type SpectrumMeasurement, stepsOfFrame } from '../networks/lyapunov.ts';
import type { Measurement } from '../networks/measurement.ts';
import { drawNetwork } from '../networks/network.ts';
import { frameOperations, passOperations } from '../networks/operations.ts';
import { restRadius } from '../networks/rest_radius.ts';
import { breather, oneTurn } from '../networks/turn.ts';
import { DrawnSpectra } from './drawn_spectra.ts';
import type { MeasureOptions, SpectrumOptions } from './engine.ts';
import { requireExponents } from './exponents.ts';
import { counted, flowInFloat64 } from './in_float64.ts';

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

  /** Lyapunov spectra, one network after another. @throws the signal's reason */
  async *spectrum(
    experiment: Experiment,
    { range = wholeOf(experiment), exponents, every, signal, progress }: SpectrumOptions,
  ): AsyncGenerator<SpectrumMeasurement, void, void> {
    const { seed } = experiment;
    requireExponents(experiment, exponents);
    const plan = framePlan(experiment, every);
    const operations = frameOperations(experiment, exponents, every);
    for (let index = range.from; index < range.to; index++) {
      await oneTurn();
      const start = performance.now();
      const breathe = counted(breather(signal), stepsOfFrame(plan), progress);
      const growth = await frameGrowth(drawNetwork(experiment, index), {
        ...{ seed, exponents, plan, breathe },
      });
      yield { first: index, count: 1, ...growth, operations, seconds: (performance.now() - start) / 1000 };
    }
  }

  /** A chunk of a float32 engine with what has left its range, the networks `beyond`, measured here. */
  async completed(
    chunk: SpectrumMeasurement,
    beyond: readonly number[],
    experiment: Experiment,
    options: SpectrumOptions,
  ): Promise<SpectrumMeasurement> {
    const { first, count, logs, amplification, logSlopes } = chunk;
    const start = performance.now();
    for (const index of beyond) {
      const range = { from: index, to: index + 1 };
      for await (const own of this.spectrum(experiment, { ...options, range })) {
        const place = index - first;
        logs.set(own.logs, (place * logs.length) / count);
        // Its rounding is float64's, which the reader of the chunk takes for float32's.
        amplification.set(
          own.amplification.map((grown) => grown * 2 ** -29),
          (place * amplification.length) / count,
        );
        if (logSlopes && own.logSlopes) logSlopes.set(own.logSlopes, place);
      }
    }
    return { ...chunk, seconds: chunk.seconds + (performance.now() - start) / 1000 };
  }

  async #measureOne(
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
