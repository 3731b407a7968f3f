/**
 * The laboratory, off the main thread: an engine, the collection of its measurements, and what the page asks
 * about them.
 */
import { expose, transfer } from 'comlink';
import { checkAgreement, type Verdict } from './analysis/agreement.ts';
import { Collection } from './analysis/collection.ts';
import { openEngine } from './engines/choose.ts';
import type { Engine, EngineDescription, EngineName } from './engines/engine.ts';
import type { Experiment } from './experiment/experiment.ts';
import { sweepCsv } from './files/csv.ts';
import { sweepJson } from './files/json.ts';
import { type Eigenvalue, eigenvalues } from './networks/spectrum.ts';
import { type PointChunk, pointColumns } from './point_cloud.ts';
import {
  mapAxis,
  type NetworkReading,
  pointsSince,
  type RadiusRange,
  readNetwork,
  type Summary,
  summarise,
  type TimeBands,
  timeBands,
} from './summary.ts';
import { type Theory, theoryFor } from './theory/theory_line.ts';

/** Networks measured where the engine that was to measure them all has failed. */
const fallbackNetworks = 256;
/** Least time between two summaries, and between summarising and measuring: at most a fifth is spent on it. */
const summaryMilliseconds = 140;
const summaryShare = 5;

export interface Progress {
  readonly run: number;
  /** What is measured: it may be smaller than what was asked for, after an engine failed. */
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
  readonly done: number;
  readonly milliseconds: number;
  readonly operations: number;
  readonly points: PointChunk;
  readonly summary: Summary;
}

export interface RunRequest {
  readonly run: number;
  readonly experiment: Experiment;
  readonly selection: RadiusRange | undefined;
}

/** What the page is told while a run goes on. */
export interface Reports {
  progress(progress: Progress): void;
  theory(run: number, theory: Theory): void;
  notice(sentence: string): void;
}

/** A run that has been measured to its end. */
interface CompleteRun {
  readonly run: number;
  readonly engine: Engine;
  readonly experiment: Experiment;
  /** Aborted once another run begins. */
  readonly signal: AbortSignal;
}

export class Laboratory {
  #engine: Engine | undefined;
  #collection: Collection | undefined;
  #selection: RadiusRange | undefined;
  #abort = new AbortController();
  /** Falls once an engine has failed, and stays there. */
  #mostNetworks = Infinity;
  #lastRun: Promise<unknown> = Promise.resolve();
  #complete: CompleteRun | undefined;

  /** Opens an engine, or the next best with a notice. */
  async open(
    preference: EngineName | 'auto',
    notice: (sentence: string) => void,
  ): Promise<EngineDescription> {
    try {
      this.#engine = await openEngine(preference, notice);
    } catch (error) {
      notice(`The GPU engine could not start (${reasonOf(error)}). Measuring on the CPU instead.`);
      this.#engine = await openEngine('reference', notice);
    }
    return this.#engine.describe();
  }

  /** Measures an experiment; a run under way is stopped first. Resolves once it is complete or stopped. */
  async run(request: RunRequest, reports: Reports): Promise<'complete' | 'stopped'> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const before = this.#lastRun;
    const run = before.then(() => this.#measure(request, reports, abort.signal));
    this.#lastRun = run.catch(() => undefined);
    return run;
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Norms through time over the networks of a range of spectral radius, from now on. */
  select(selection: RadiusRange | undefined): TimeBands | undefined {
    this.#selection = selection;
    return this.#collection && timeBands(this.#collection, selection);
  }

  /** One measured network; undefined where it is not measured (yet). */
  network(index: number): NetworkReading | undefined {
    const collection = this.#collection;
    return collection && index < collection.count ? readNetwork(collection, index) : undefined;
  }

  /** Measured networks `from` … `from + count − 1`, as many as there are. */
  networks(from: number, count: number): NetworkReading[] {
    const collection = this.#collection;
    if (!collection) return [];
    const length = Math.max(0, Math.min(count, collection.count - from));
    return Array.from({ length }, (_, i) => readNetwork(collection, from + i));
  }

  /** Eigenvalues of W_hh = g·W of one network. */
  async eigenvalues(index: number): Promise<Eigenvalue[] | undefined> {
    const collection = this.#collection;
    if (!this.#engine || !collection || index >= collection.count) return undefined;
    const { weights } = await this.#engine.trace(collection.experiment, index);
    const gain = collection.gain[index] ?? Number.NaN;
    return eigenvalues(
      weights.map((entry) => gain * entry),
      collection.experiment.hiddenSize,
    );
  }

  /** Holds a sample of a complete run against float64; undefined once another run has begun. */
  async agreement(run: number): Promise<Verdict | 'oracle' | undefined> {
    const complete = this.#complete;
    if (complete?.run !== run || complete.signal.aborted) return undefined;
    const { engine, experiment, signal } = complete;
    if (engine.describe().name === 'reference') return 'oracle';
    try {
      return await checkAgreement(engine, experiment, { signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** All networks measured so far, as a file. */
  async file(format: 'csv' | 'json'): Promise<Blob> {
    const collection = this.#collection;
    const engine = this.#engine?.describe();
    if (!collection || !engine) throw new Error('Nothing is measured yet.');
    const pieces = format === 'csv' ? sweepCsv(collection, engine) : sweepJson(collection, engine);
    const type = format === 'csv' ? 'text/csv' : 'application/json';
    return new Blob([...pieces], { type });
  }

  async #measure(
    request: RunRequest,
    reports: Reports,
    signal: AbortSignal,
  ): Promise<'complete' | 'stopped'> {
    if (signal.aborted) return 'stopped';
    this.#selection = request.selection;
    let experiment = this.#affordable(request.experiment);
    for (;;) {
      const engine = this.#engine;
      if (!engine) throw new Error('No engine is open.');
      try {
        await this.#collect(engine, { ...request, experiment }, reports, signal);
        this.#complete = { run: request.run, engine, experiment, signal };
        return 'complete';
      } catch (error) {
        if (signal.aborted) return 'stopped';
        if (engine.describe().name === 'reference') throw error;
        this.#mostNetworks = fallbackNetworks;
        experiment = this.#affordable(experiment);
        reports.notice(
          `The GPU engine stopped (${reasonOf(error)}). Measuring the first ${experiment.networks} networks on the CPU instead.`,
        );
        engine.dispose();
        this.#engine = await openEngine('reference', reports.notice);
      }
    }
  }

  #affordable(experiment: Experiment): Experiment {
    return { ...experiment, networks: Math.min(this.#mostNetworks, experiment.networks) };
  }

  async #collect(
    engine: Engine,
    { run, experiment }: RunRequest,
    reports: Reports,
    signal: AbortSignal,
  ): Promise<void> {
    const collection = new Collection(experiment);
    this.#collection = collection;
    const start = performance.now();
    let operations = 0;
    let posted = 0;
    let next = 0;
    const post = () => {
      const before = performance.now();
      const points = pointsSince(collection, posted);
      posted = collection.count;
      const progress: Progress = {
        run,
        experiment,
        engine: engine.describe(),
        done: posted,
        milliseconds: before - start,
        operations,
        points,
        summary: summarise(collection, this.#selection),
      };
      reports.progress(
        transfer(
          progress,
          pointColumns.map((name) => points[name].buffer),
        ),
      );
      const now = performance.now();
      next = now + Math.max(summaryMilliseconds, summaryShare * (now - before));
    };
    try {
      for await (const measurement of engine.measure(experiment, { signal, notify: reports.notice })) {
        // Theory waits for the first points: both need the processor.
        if (collection.count === 0) void this.#overlay(experiment, run, reports, signal);
        collection.append(measurement);
        operations += measurement.operations;
        if (performance.now() >= next) post();
        await messages();
        signal.throwIfAborted();
      }
    } finally {
      // The last chunks, also of a run that was stopped; but never of one that a newer run replaced.
      if (collection.count > posted && this.#collection === collection) post();
    }
  }

  async #overlay(experiment: Experiment, run: number, reports: Reports, signal: AbortSignal): Promise<void> {
    const theory = await theoryFor(experiment, mapAxis(experiment), signal);
    if (!signal.aborted) reports.theory(run, theory);
  }
}

/** What went wrong, as a part of a sentence. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/[\s.]+$/, '') : String(error);
}

/** Lets messages in (a stop, a question) before the next chunk. */
function messages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

expose(new Laboratory());
