/** What a figure of the chapter reads of an experiment's networks, and how an engine comes by it. */

import { Collection } from '../analysis/collection.ts';
import { type ThroughTime, throughTime } from '../analysis/through_time.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { messages } from '../networks/turn.ts';
import { followedMeasure } from './followed_measure.ts';
import type { Bench } from './job.ts';

export interface EnsembleReading {
  readonly engine: EngineDescription;
  /** The kept times, ascending from 0 to T. */
  readonly times: readonly number[];
  /** Percentiles over all networks of log10 (‖∂L/∂h_t‖ / ‖∂L/∂h_T‖), one for each time. */
  readonly ratios: ThroughTime;
  /** λ in nats per step, −Infinity for a dead network, [networks]. */
  readonly growthRate: Float64Array;
  /** log10 (‖∂L/∂h_0‖ / ‖∂L/∂h_T‖), [networks]. */
  readonly log10GradientRatio: Float64Array;
  /** Networks whose gradient is exactly zero. */
  readonly dead: number;
}

/** Measures every network of an experiment and reports the part that is done, 0 … 1. */
export async function* figure(
  experiment: Experiment,
  { engine, signal, notify }: Bench,
): AsyncGenerator<number, EnsembleReading, void> {
  const collection = new Collection(experiment);
  for await (const measurement of followedMeasure(engine, experiment, { signal, notify })) {
    if (typeof measurement === 'number') {
      yield (collection.count + measurement) / experiment.networks;
      continue;
    }
    collection.append(measurement);
    yield collection.count / experiment.networks;
    await messages();
  }
  const { count } = collection;
  const everyone = Uint32Array.from({ length: count }, (_, index) => index);
  return {
    engine: engine.describe(),
    times: collection.times,
    ratios: throughTime(collection, everyone, 'gradientRatio'),
    growthRate: collection.growthRate.slice(0, count),
    log10GradientRatio: collection.log10GradientRatio.slice(0, count),
    dead: collection.deathStep.subarray(0, count).filter((step) => step >= 0).length,
  };
}
