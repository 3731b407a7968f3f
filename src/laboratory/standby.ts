/**
 * Which engine measures a run: the preferred one, or the CPU in its place (in float64 where that fails too). An engine that failed is given up
 * for that run only; the next run tries it again, a few times.
 */

import type { Engine } from '../engines/engine.ts';
import type { EngineName } from '../experiment/provenance.ts';

type Notify = (sentence: string) => void;
type Preference = EngineName | 'auto';
type OpenEngine = (preference: Preference, notify: Notify) => Promise<Engine>;

/** Failures of the preferred engine after which it is no longer tried. */
const mostFailures = 3;

export class Standby {
  readonly #open: OpenEngine;
  #preference: Preference = 'auto';
  #preferred: Engine | undefined;
  #cpu: Engine | undefined;
  #failures = 0;

  constructor(open: OpenEngine) {
    this.#open = open;
  }

  /** Opens the preferred engine, or the CPU with a notice. */
  async prefer(preference: Preference, notify: Notify): Promise<Engine> {
    this.#preference = preference;
    this.#failures = 0;
    this.#preferred?.dispose();
    this.#preferred = undefined;
    try {
      this.#preferred = await this.#open(preference, notify);
      return this.#preferred;
    } catch (error) {
      console.warn(error);
      this.#failures = mostFailures;
      notify(`The GPU engine could not start: ${whatHappened(error)}. Measuring on the CPU instead.`);
      return this.#onCpu('wasm');
    }
  }

  /** The engine for the next run, and whether it stands in for one that failed. */
  async next(): Promise<{ readonly engine: Engine; readonly standIn: boolean }> {
    if (!this.#preferred && this.#failures < mostFailures) {
      try {
        // Nothing to say: whoever reads the status line sees which engine measures.
        this.#preferred = await this.#open(this.#preference, () => undefined);
      } catch (error) {
        console.warn(error);
        this.#failures++;
      }
    }
    return this.#preferred
      ? { engine: this.#preferred, standIn: false }
      : { engine: await this.#onCpu('wasm'), standIn: true };
  }

  /** Gives up a failed engine for this run. */
  async replace(failed: Engine): Promise<Engine> {
    if (failed === this.#preferred) {
      this.#preferred = undefined;
      this.#failures++;
    }
    if (failed === this.#cpu) this.#cpu = undefined;
    const name = failed.describe().name === 'wasm' ? 'reference' : 'wasm';
    failed.dispose();
    return this.#onCpu(name);
  }

  /** Whether the next run will try the preferred engine again. */
  get willRetry(): boolean {
    return this.#preferred === undefined && this.#failures < mostFailures;
  }

  async #onCpu(name: 'wasm' | 'reference'): Promise<Engine> {
    this.#cpu ??= await this.#open(name, () => undefined);
    return this.#cpu;
  }
}

/** A failure as a clause for a person; the console has the machine's own words. */
export function whatHappened(error: unknown): string {
  const message = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  if (/memory/i.test(message)) return 'memory ran out';
  if (/lost|hung/i.test(message)) return 'the device was lost';
  if (/finite/i.test(message)) return 'a result was not a number';
  if (/loaded|import/i.test(message)) return 'a part of the page could not be loaded';
  if (/refused|validation|shader/i.test(message)) return 'the browser refused the work';
  return 'an unexpected error, which the console shows';
}
