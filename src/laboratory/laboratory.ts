/**
 * Everything that is measured for the page, off the main thread: one engine, and the jobs that share it. Jobs run side
 * by side and take turns at the engine, the most urgent first. What they leave on the shelf can be asked about.
 */
import type { NetworkReading } from '../analysis/network_reading.ts';
import type { Summary, TimeBands, WindowChoice } from '../analysis/summary.ts';
import { openEngine } from '../engines/choose.ts';
import type { Engine } from '../engines/engine.ts';
import type { Axes } from '../experiment/axes.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import type { Tuning } from '../experiment/tuning.ts';
import { EnginePost, type Preference, whatHappened } from './engine_post.ts';
import type { Bench, Loan } from './job.ts';
import { type JobName, load, type ReportOf, type RequestOf, type ResultOf, work } from './jobs.ts';
import { Lease, type Source } from './lease.ts';
import { Shelf } from './shelf.ts';
import type { FileFormat } from './sweep_record.ts';
import { Turns, type Worker } from './turns.ts';

/** Networks of a run that only the float64 engine is left for: what it measures in seconds. */
const fallbackNetworks = 256;
/** A change of engine goes before any job. */
const changeOfEngine: Worker = { rank: Number.NEGATIVE_INFINITY };

/** What somebody begins; the rest is measured beside it, and tries no engine again that has failed. */
const runs: ReadonlySet<JobName> = new Set(['sweep', 'stress', 'figure', 'learning']);

/** Where a job's words go while it is done. */
export interface Reports<Name extends JobName> {
  report(report: ReportOf<Name>): void | Promise<void>;
  notice(sentence: string): void | Promise<void>;
}

/** What a job came to, and what measured it: the engine at its end. */
export interface Outcome<Name extends JobName> {
  readonly result: ResultOf<Name>;
  readonly engine: EngineDescription;
}

/** A job under way. */
interface UnderWay extends Worker {
  readonly abort: AbortController;
}

export class Laboratory {
  /** How a GPU's kernels are laid out. */
  #tuning: Tuning = 'auto';
  readonly #post = new EnginePost((preference, notify) => openEngine(preference, notify, this.#tuning));
  readonly #turns = new Turns();
  readonly #shelf = new Shelf();
  readonly #underWay = new Map<number, UnderWay>();

  /** Opens an engine, or the next best with a notice, once whoever is at work has come to the end of a chunk. */
  async prefer(
    preference: Preference,
    notice: (sentence: string) => void,
    tuning: Tuning = 'auto',
  ): Promise<EngineDescription> {
    const endTurn = await this.#turns.take(changeOfEngine, new AbortController().signal);
    try {
      this.#tuning = tuning;
      return (await this.#post.prefer(preference, notice)).describe();
    } finally {
      endTurn();
    }
  }

  /** Gets the code of a job ready, which comes while the engine is being opened. @throws Error where it does not */
  async load(name: JobName): Promise<void> {
    await load(name);
  }

  /**
   * Does a job. Resolves once all that it reported has been taken; to undefined where it was stopped.
   * @param id a number that no other job has
   * @param rank how urgent it is, the least first
   */
  async run<Name extends JobName>(
    name: Name,
    id: number,
    request: RequestOf<Name>,
    rank: number,
    reports: Reports<Name>,
  ): Promise<Outcome<Name> | undefined> {
    const abort = new AbortController();
    const { signal } = abort;
    const job = { rank, abort };
    this.#underWay.set(id, job);
    // Told in order and taken in order: the last one that is taken stands for all.
    let told: Promise<void> = Promise.resolve();
    const tell = (telling: void | Promise<void>) => {
      told = Promise.resolve(telling).catch((error: unknown) => console.warn(error));
    };
    const notify = (sentence: string) => tell(reports.notice(sentence));
    try {
      const engine = await this.#lease(job, signal, notify, runs.has(name));
      const borrow = (wanted: EngineName) => this.#lend(wanted, job, signal);
      const waited = () => engine.waited;
      const bench: Bench = { id, engine, waited, borrow, signal, notify, shelf: this.#shelf };
      const result = await work(name, request, bench, (report) => tell(reports.report(report)));
      await told;
      return { result, engine: engine.describe() };
    } catch (error) {
      await told;
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      this.#underWay.delete(id);
    }
  }

  /** Stops a job within a chunk; one that is over is none the worse. */
  stop(id: number): void {
    this.#underWay.get(id)?.abort.abort();
  }

  /** From now on a job is this urgent. */
  prioritise(id: number, rank: number): void {
    const job = this.#underWay.get(id);
    if (job) job.rank = rank;
  }

  /** Answers whoever wants to know that this thread still does. */
  ping(): void {
    // To be called is all there is to it.
  }

  /** A sweep over other axes, from now on; undefined for a forgotten one. */
  look(run: number, axes: Axes, window: WindowChoice): Summary | undefined {
    return this.#shelf.sweeps.get(run)?.look(axes, window);
  }

  /** Norms through time over the networks of a range of a sweep's x axis, from now on; undefined for a forgotten one. */
  select(run: number, window: WindowChoice): TimeBands | undefined {
    return this.#shelf.sweeps.get(run)?.select(window);
  }

  /** One measured network of a sweep; undefined where it is not measured (yet), or the sweep is forgotten. */
  reading(run: number, index: number): NetworkReading | undefined {
    return this.#shelf.sweeps.get(run)?.reading(index);
  }

  /** Measured networks `from` … `from + count − 1` of a sweep, as many as there are. */
  readings(run: number, from: number, count: number): NetworkReading[] {
    return this.#shelf.sweeps.get(run)?.readings(from, count) ?? [];
  }

  /** All networks of a sweep that are measured so far, as a file. @throws Error where there are none */
  async file(run: number, format: FileFormat): Promise<Blob> {
    const record = this.#shelf.sweeps.get(run);
    if (!record) throw new Error('nothing is measured yet');
    return record.file(format);
  }

  /** Nobody will ask about this sweep, this file, or these networks, again. */
  forget(id: number): void {
    this.#shelf.sweeps.delete(id);
    this.#shelf.files.delete(id);
    this.#shelf.learning.delete(id);
  }

  /** The engine for a job, which is replaced should it fail. */
  async #lease(
    job: Worker,
    signal: AbortSignal,
    notify: (sentence: string) => void,
    isRun: boolean,
  ): Promise<Lease> {
    const post = this.#post;
    const { engine } = await post.holder();
    const source: Source = {
      engine: async () => (await post.holder()).engine,
      renew: async () => (isRun ? post.renew() : undefined),
      replace: async (failed, error, next) => {
        const { name } = failed.describe();
        const replaced = await post.replace(failed, error);
        notify(this.#farewell(name, error, replaced.describe().name, next));
      },
      beside: () => post.beside(),
      mostNetworks: async () => {
        const holder = await post.holder();
        const slow = holder.standsIn && holder.engine.describe().name === 'reference';
        return slow ? fallbackNetworks : Number.POSITIVE_INFINITY;
      },
    };
    return new Lease(source, this.#turns, job, signal, engine.describe());
  }

  /** What is said of an engine that was given up. */
  #farewell(failed: EngineName, error: unknown, next: EngineName, network: number | undefined): string {
    const what = { webgpu: 'GPU', wasm: 'CPU', reference: 'float64' };
    const from = network ? ` from network ${network}` : '';
    const rest = network === undefined ? 'The rest is done' : `This run goes on${from}`;
    const few = next === 'reference' ? ` in float64, ${fallbackNetworks} networks at most` : '';
    const again = this.#post.willRetry ? ` The next change tries the ${what[failed]} engine again.` : '';
    return `The ${what[failed]} engine stopped: ${whatHappened(error)}. ${rest} on the CPU instead${few}.${again}`;
  }

  /** The engine at the post, where it is the one that is wanted, else another one for as long as it is needed. */
  async #lend(name: EngineName, job: Worker, signal: AbortSignal): Promise<Loan> {
    const { engine: present, standsIn } = await this.#post.holder();
    const own = present.describe().name === name && !standsIn;
    const engine = own ? present : await opened(name);
    const source: Source = {
      engine: async () => engine,
      renew: async () => undefined,
      // What is said of an engine must be of that engine.
      replace: async (_, error) => {
        throw error;
      },
      beside: async () => engine,
      mostNetworks: async () => Number.POSITIVE_INFINITY,
    };
    return {
      engine: new Lease(source, this.#turns, job, signal, engine.describe()),
      giveBack: () => {
        if (!own) engine.dispose();
      },
    };
  }
}

/** @throws Error in a sentence where this engine is not to be had here */
async function opened(name: EngineName): Promise<Engine> {
  let why = '';
  const engine = await openEngine(name, (sentence) => {
    why = sentence;
  });
  if (engine.describe().name === name) return engine;
  engine.dispose();
  throw new Error(why || 'this engine cannot run here');
}
