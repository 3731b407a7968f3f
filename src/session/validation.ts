/** The validations that the page has asked for: one engine at a time, each in a worker that lives as long. */

import { proxy, wrap } from 'comlink';
import type { ValidationRow } from '../analysis/validation_row.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import type { ValidationProgress, ValidationSelection } from '../laboratory/validation.ts';
import type { ValidationLaboratory } from '../laboratory/validation_worker.ts';

export type ValidationState = 'idle' | 'running' | 'complete' | 'stopped' | 'failed';

export class ValidationSession extends EventTarget {
  state: ValidationState = 'idle';
  rows: readonly ValidationRow[] = [];
  /** Engines that have been opened, as they describe themselves. */
  engines: readonly EngineDescription[] = [];
  /** Parts of the table, of all engines asked for. */
  done = 0;
  total = 0;
  /** Why it could not go on. */
  failure = '';

  /** Ends what is under way; its late messages are told from ours by it. */
  #worker: Worker | undefined;

  /** Validates engines, one after another, from an empty table. */
  async start(names: readonly EngineName[], selection: ValidationSelection = {}): Promise<void> {
    this.#worker?.terminate();
    Object.assign(this, { state: 'running', rows: [], engines: [], done: 0, total: 0, failure: '' });
    this.#changed();
    try {
      for (const [place, name] of names.entries()) {
        if (!(await this.#validate(name, selection, place, names.length))) return;
      }
      this.state = 'complete';
    } catch (error) {
      this.state = 'failed';
      const reason = error instanceof Error ? error.message : String(error);
      this.failure = `The validation could not go on: ${reason.replace(/[\s.]+$/, '')}.`;
    }
    this.#changed();
  }

  stop(): void {
    if (this.state !== 'running') return;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.state = 'stopped';
    this.#changed();
  }

  /** Whether the engine was validated to its end. A terminated worker never answers, and nobody waits for it. */
  async #validate(
    name: EngineName,
    selection: ValidationSelection,
    place: number,
    engines: number,
  ): Promise<boolean> {
    const worker = new Worker(new URL('../laboratory/validation_worker.ts', import.meta.url), {
      type: 'module',
    });
    this.#worker = worker;
    const current = () => this.#worker === worker;
    const reports = {
      engine: (engine: EngineDescription) => {
        if (!current()) return;
        this.engines = [...this.engines, engine];
        this.#changed();
      },
      progress: ({ rows, done, total }: ValidationProgress) => {
        if (!current()) return;
        this.rows = [...this.rows, ...rows];
        this.done = place * total + done;
        this.total = engines * total;
        this.#changed();
      },
    };
    const lost = new Promise<never>((_, reject) => {
      worker.addEventListener('error', ({ message }) =>
        reject(new Error(message || 'its worker could not be loaded')),
      );
    });
    try {
      await Promise.race([
        wrap<ValidationLaboratory>(worker).validate(name, selection, proxy(reports)),
        lost,
      ]);
      return current();
    } finally {
      worker.terminate();
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
