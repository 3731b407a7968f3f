/** The oracle as an engine: float64, plain TypeScript, one network after another. Slow and obviously right. */

import { type Machine, mostOf } from '../../analysis/roofline.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { float64Engine } from '../../experiment/provenance.ts';
import { drawWeights } from '../../networks/ensemble.ts';
import { mostEngineUnits } from '../../networks/given/given_network.ts';
import type {
  LearningNetwork,
  LearningReport,
  TrainOptions,
} from '../../networks/learning/learning_measurement.ts';
import type { SpectrumMeasurement } from '../../networks/lyapunov.ts';
import type { Measurement } from '../../networks/measurement.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import type { Trace, TraceOptions } from '../../networks/trace.ts';
import type { Engine, MeasureOptions, Specification, SpectrumOptions } from '../engine.ts';
import { Float64Networks } from '../float64_networks.ts';
import { spectraInFloat64 } from '../float64_spectra.ts';
import { requireFiniteTrace, requireUnits } from '../given.ts';
import { traceInFloat64 } from '../in_float64.ts';
import { EngineQueue } from '../queue.ts';
import { trainInFloat64 } from '../train.ts';
import { bytesPerSecond, operationsPerSecond } from './peak.ts';

export class ReferenceEngine implements Engine {
  readonly #networks = new Float64Networks();
  readonly #queue = new EngineQueue();
  #machine: Machine | undefined;

  describe(): Specification {
    return {
      ...float64Engine,
      can: { givenUnits: mostEngineUnits },
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      this.#networks.measure(experiment, { ...options, signal }),
    );
  }

  spectrum(
    experiment: Experiment,
    options: SpectrumOptions,
  ): AsyncGenerator<SpectrumMeasurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      spectraInFloat64(experiment, { ...options, signal }),
    );
  }

  train(networks: readonly LearningNetwork[], options: TrainOptions): Promise<LearningReport> {
    return this.#queue.alone((signal) => trainInFloat64(networks, { ...options, signal }), options.signal);
  }

  trace(traced: SingleNetwork, { signal, ...options }: TraceOptions): Promise<Trace> {
    return this.#queue.alone(async (stopped) => {
      if (!isDrawn(traced)) requireUnits(traced.hiddenSize, this.describe());
      const trace = await traceInFloat64(traced, { ...options, signal: stopped });
      return isDrawn(traced) ? trace : requireFiniteTrace(trace, 'float64');
    }, signal);
  }

  weights({ experiment, index }: DrawnNetwork): Promise<Float64Array> {
    return this.#queue.alone(async () => drawWeights(experiment, index));
  }

  machine(): Promise<Machine> {
    return this.#queue.betweenMeasures(async () => {
      const measured: Machine = {
        peaks: {
          ...{ operationsPerSecond: operationsPerSecond(), bytesPerSecond: bytesPerSecond() },
          // It is called, and nobody is asked.
          launchSeconds: 0,
        },
        ...{
          bytesPerNumber: 8,
          trajectoriesCrossMemory: false,
          facts: [['language', 'JavaScript, float64']],
        },
      };
      this.#machine = mostOf(this.#machine ?? measured, measured);
      return this.#machine;
    });
  }

  /** Its numbers stand where the page's do. */
  held(): undefined {
    return undefined;
  }

  dispose(): void {
    this.#queue.dispose();
    this.#networks.forget();
  }
}
