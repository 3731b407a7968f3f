/** A validation in a worker of its own, so that the explorer goes on; whoever wants it stopped ends the worker. */

import { expose } from 'comlink';
import { openEngine } from '../engines/choose.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import { type ValidationProgress, type ValidationSelection, validateEngine } from './validation.ts';

export interface ValidationReports {
  engine(engine: EngineDescription): void | Promise<void>;
  progress(progress: ValidationProgress): void | Promise<void>;
}

const laboratory = {
  /** Validates one engine; throws where it is not to be had here. */
  async validate(
    name: EngineName,
    selection: ValidationSelection,
    reports: ValidationReports,
  ): Promise<void> {
    let why = '';
    const engine = await openEngine(name, (sentence) => {
      why = sentence;
    });
    const description = engine.describe();
    if (description.name !== name) throw new Error(why || 'this engine cannot run here');
    await reports.engine(description);
    for await (const progress of validateEngine(engine, new AbortController().signal, selection)) {
      // Awaited: what is on its way when the worker ends would be lost.
      await reports.progress(progress);
    }
    engine.dispose();
  },
};

export type ValidationLaboratory = typeof laboratory;

expose(laboratory);
