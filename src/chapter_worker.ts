/** Many networks at once for the chapter's figures, measured by an engine off the main thread. */
import { expose } from 'comlink';
import { Collection } from './analysis/collection.ts';
import { type ThroughTime, throughTime } from './analysis/through_time.ts';
import { openEngine } from './engines/choose.ts';
import type { Engine, EngineDescription, EngineName } from './engines/engine.ts';
import type { Experiment } from './experiment/experiment.ts';

/** What a figure reads of an experiment's networks. */
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

const laboratory = {
  engine: undefined as Promise<Engine> | undefined,

  /** Measures every network of an experiment; `progress` is told of the part that is done, 0 … 1. */
  async measure(
    experiment: Experiment,
    preference: EngineName | 'auto',
    progress: (part: number) => void,
  ): Promise<EnsembleReading> {
    this.engine ??= openEngine(preference, () => undefined);
    const engine = await this.engine;
    const collection = new Collection(experiment);
    const { signal } = new AbortController();
    for await (const measurement of engine.measure(experiment, { signal })) {
      collection.append(measurement);
      progress(collection.count / experiment.networks);
    }
    const everyone = Uint32Array.from({ length: collection.count }, (_, index) => index);
    return {
      engine: engine.describe(),
      times: collection.times,
      ratios: throughTime(collection, everyone, 'gradientRatio'),
      growthRate: collection.growthRate,
      log10GradientRatio: collection.log10GradientRatio,
      dead: collection.deathStep.filter((step) => step >= 0).length,
    };
  },
};

export type ChapterLaboratory = typeof laboratory;

expose(laboratory);
