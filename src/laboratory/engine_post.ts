/**
 * The one engine of a laboratory: the preferred one, or the next best in its place. An engine that failed is given
 * up for that run only; the next run tries the preferred one again, a few times.
 */

import { NoAnswerError, within } from '../engines/deadline.ts';
import type { Engine } from '../engines/engine.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { written } from '../language/both.ts';

type Notify = (sentence: string) => void;
export type Preference = EngineName | 'auto';
type OpenEngine = (preference: Preference, notify: Notify) => Promise<Engine>;

/** Failures of the preferred engine after which it is no longer tried. */
const mostFailures = 3;
/** An engine that has not opened by then never will: adapters and devices may leave a request unanswered. */
const openingSeconds = 20;

/** What measures where an engine has failed; nothing stands in for the last. */
const standIns: Readonly<Record<EngineName, EngineName | undefined>> = {
  webgpu: 'wasm',
  wasm: 'reference',
  reference: undefined,
};

/** Who is at the post. */
interface Holder {
  readonly engine: Engine;
  /** Whether it is another than the preferred one. */
  readonly standsIn: boolean;
}

export class EnginePost {
  readonly #open: OpenEngine;
  #preference: Preference = 'auto';
  /** Shared by everyone who waits for the engine to open. */
  #holder: Promise<Holder> | undefined;
  #beside: Promise<Engine> | undefined;
  #failures = 0;
  /** Whether the preferred engine has only just failed to open: the run that waited for it does not try it again at once. */
  #justFailed = false;

  constructor(open: OpenEngine) {
    this.#open = open;
  }

  /** Opens the preferred engine in place of the one before, or the next best with a notice. */
  async prefer(preference: Preference, notify: Notify): Promise<Engine> {
    this.#preference = preference;
    this.#failures = 0;
    this.#justFailed = false;
    this.#dismiss();
    return (await this.#appoint(this.#best(notify))).engine;
  }

  /** The engine at the post, and whether it stands in for the preferred one. */
  holder(): Promise<Holder> {
    // Nothing to say: whoever asked for it first has been told.
    return this.#holder ?? this.#appoint(this.#best(() => undefined));
  }

  /** For a new run: gives the preferred engine another try, if it failed and is worth it. */
  async renew(): Promise<void> {
    const { standsIn } = await this.holder();
    const tooSoon = this.#justFailed;
    this.#justFailed = false;
    if (!standsIn || !this.willRetry || tooSoon) return;
    try {
      const engine = await this.#opened(this.#preference, () => undefined);
      this.#dismiss();
      await this.#appoint(Promise.resolve({ engine, standsIn: false }));
    } catch (error) {
      console.warn(error);
      this.#failures += 1;
    }
  }

  /** Gives up a failed engine for this run. @throws the error where none is left */
  async replace(failed: Engine, error: unknown): Promise<Engine> {
    const { engine, standsIn } = await this.holder();
    // Another job has replaced it already.
    if (failed !== engine) return engine;
    const next = standIns[failed.describe().name];
    if (next === undefined) throw error;
    console.warn(error);
    if (!standsIn) this.#failures += 1;
    this.#dismiss();
    return (await this.#appoint(this.#standIn(next))).engine;
  }

  /** The CPU's engine beside the one at the post, for what that does not take; it goes with the post's. */
  async beside(): Promise<Engine> {
    const { engine } = await this.holder();
    if (engine.describe().name === 'wasm') return engine;
    const beside = this.#beside ?? this.#opened('wasm', () => undefined);
    this.#beside = beside;
    beside.catch(() => {
      this.#beside = undefined;
    });
    return beside;
  }

  /** Whether the next run will try the preferred engine again. */
  get willRetry(): boolean {
    return this.#failures < mostFailures;
  }

  /** Puts somebody at the post; one who never comes leaves it empty. */
  #appoint(holder: Promise<Holder>): Promise<Holder> {
    this.#holder = holder;
    holder.catch(() => {
      if (this.#holder === holder) this.#holder = undefined;
    });
    return holder;
  }

  /** Whoever is at the post goes; whoever is still on the way there goes on arrival. */
  #dismiss(): void {
    const engines = [this.#holder?.then(({ engine }) => engine), this.#beside];
    for (const going of engines) {
      going?.then(
        (engine) => engine.dispose(),
        () => undefined,
      );
    }
    this.#holder = undefined;
    this.#beside = undefined;
  }

  async #best(notify: Notify): Promise<Holder> {
    try {
      return { engine: await this.#opened(this.#preference, notify), standsIn: false };
    } catch (error) {
      console.warn(error);
      // Code that did not come may come next time, and fails at once; another wait would be as long again.
      this.#failures = error instanceof NoAnswerError ? mostFailures : 1;
      this.#justFailed = true;
      const engine = this.#preference === 'reference' ? 'float64' : 'GPU';
      notify(`The ${engine} engine could not start: ${whatHappened(error)}. Measuring on the CPU instead.`);
      return this.#standIn('wasm');
    }
  }

  async #standIn(name: EngineName): Promise<Holder> {
    return { engine: await this.#opened(name, () => undefined), standsIn: true };
  }

  /** Opens an engine in time. @throws Error where it does not answer; should it open later, it goes at once */
  async #opened(preference: Preference, notify: Notify): Promise<Engine> {
    const opening = this.#open(preference, notify);
    try {
      return await within(openingSeconds, 'The engine', opening);
    } catch (error) {
      opening.then(
        (engine) => engine.dispose(),
        () => undefined,
      );
      throw error;
    }
  }
}

/** A failure as a clause for a person; the console has the machine's own words. */
export function whatHappened(error: unknown): string {
  // What an engine says is known by its English words.
  const message = error instanceof Error ? `${error.name} ${written(error.message)}` : String(error);
  if (/memory/i.test(message)) return 'memory ran out';
  if (/lost|hung/i.test(message)) return 'the device was lost';
  if (/loaded|import/i.test(message)) return 'a part of the page could not be loaded';
  if (/not answered/i.test(message)) return 'it did not answer';
  if (/NoGpuError/.test(message)) return 'there is no GPU any more';
  if (/finite/i.test(message)) return 'a result was not a number';
  if (/refused|validation|shader/i.test(message)) return 'the browser refused the work';
  return 'an unexpected error, which the console shows';
}
