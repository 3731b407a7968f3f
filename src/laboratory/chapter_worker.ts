/** Many networks at once for the chapter's figures, measured by an engine off the main thread. */

import { expose } from 'comlink';
import { openEngine } from '../engines/choose.ts';
import type { Engine } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { type EnsembleReading, readEnsemble } from './figure.ts';

let engine: Promise<Engine> | undefined;

const laboratory = {
  /** Measures every network of an experiment; the engine is opened for the first one. */
  async measure(
    experiment: Experiment,
    preference: EngineName | 'auto',
    progress: (part: number) => void,
  ): Promise<EnsembleReading> {
    // Which engine it is stands with the numbers; a sentence about it would have no place to go.
    engine ??= openEngine(preference, () => undefined);
    try {
      return await readEnsemble(await engine, experiment, progress);
    } catch (error) {
      // Another try gets another engine.
      engine = undefined;
      throw error;
    }
  },
};

export type ChapterLaboratory = typeof laboratory;

expose(laboratory);
