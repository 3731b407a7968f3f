/** The experiments that the chapter's figures have asked for: one after another, in one worker for all of them. */

import { proxy, type Remote, wrap } from 'comlink';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineName } from '../experiment/provenance.ts';
import type { ChapterLaboratory } from '../laboratory/chapter_worker.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';

export class ChapterSession {
  readonly #preference: EngineName | 'auto';
  #laboratory: Remote<ChapterLaboratory> | undefined;
  #worker: Worker | undefined;
  #failed: Promise<never> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(preference: EngineName | 'auto') {
    this.#preference = preference;
  }

  /**
   * Measures every network of an experiment, after those that were asked for before.
   * @throws where the worker cannot be loaded or the engine fails.
   */
  measure(
    experiment: Experiment,
    progress: (part: number) => void = () => undefined,
  ): Promise<EnsembleReading> {
    const reading = this.#last.then(() => this.#measure(experiment, progress));
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  /** Lets go of the worker; what is under way never ends. */
  dispose(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#laboratory = undefined;
  }

  #measure(experiment: Experiment, progress: (part: number) => void): Promise<EnsembleReading> {
    const laboratory = this.#hired();
    const reading = laboratory.measure(experiment, this.#preference, proxy(progress));
    return this.#failed ? Promise.race([reading, this.#failed]) : reading;
  }

  /** The worker, hired when the first figure needs it. */
  #hired(): Remote<ChapterLaboratory> {
    if (this.#laboratory) return this.#laboratory;
    const worker = new Worker(new URL('../laboratory/chapter_worker.ts', import.meta.url), {
      type: 'module',
    });
    const failed = new Promise<never>((_, reject) => {
      worker.addEventListener('error', ({ message }) => {
        this.dispose();
        reject(new Error(message || 'the worker could not be loaded'));
      });
    });
    // Unheard where nothing is being measured.
    failed.catch(() => undefined);
    this.#failed = failed;
    this.#worker = worker;
    this.#laboratory = wrap<ChapterLaboratory>(worker);
    return this.#laboratory;
  }
}
