/**
 * The laboratory, off the main thread: an engine, the collection of its measurements, and what the page asks
 * about them.
 */

import { expose, transfer } from 'comlink';
import type { Verdict } from './analysis/agreement.ts';
import type { ClippingSample } from './analysis/clipping.ts';
import { Collection } from './analysis/collection.ts';
import { type PointChunk, pointColumns } from './analysis/point_cloud.ts';
import {
  type AxisRange,
  mapAxis,
  type NetworkReading,
  pointsSince,
  readNetwork,
  type Summary,
  summarise,
  type TimeBands,
  timeBands,
} from './analysis/summary.ts';
import { openEngine } from './engines/choose.ts';
import type { Engine } from './engines/engine.ts';
import type { View } from './experiment/address.ts';
import type { Experiment } from './experiment/experiment.ts';
import type { EngineDescription, EngineName } from './experiment/provenance.ts';
import { sweepCsv } from './files/csv.ts';
import { sweepJson } from './files/json.ts';
import { wholeFile } from './files/sweep_file.ts';
import { type AgreementOptions, checkAgreement } from './laboratory/agreement.ts';
import { type Flow, flowOf, type Spectra, spectraOf } from './laboratory/anatomy.ts';
import { clippingSample } from './laboratory/clipping.ts';
import { Standby, whatHappened } from './laboratory/standby.ts';
import { type Theory, theoryFor } from './theory/theory_line.ts';

/** Networks measured in a run that only the float64 engine is left for. */
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

/** Files of a sweep that the page offers. */
export type FileFormat = 'csv' | 'json' | 'parquet';

export interface RunRequest {
  readonly run: number;
  readonly experiment: Experiment;
  /** What the x axis shows. */
  readonly x: View['x'];
  readonly selection: AxisRange | undefined;
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
  readonly #standby = new Standby(openEngine);
  /** What the newest run has measured, and with what. */
  #collection: Collection | undefined;
  #collectionRun: number | undefined;
  #engine: Engine | undefined;
  #selection: AxisRange | undefined;
  #x: View['x'] = 'radius';
  #abort = new AbortController();
  /** Theory outlives a stop; only the next run ends it. */
  #theoryAbort = new AbortController();
  #lastRun: Promise<unknown> = Promise.resolve();
  #complete: CompleteRun | undefined;

  /** Opens an engine, or the next best with a notice; a run under way is stopped first. */
  async open(
    preference: EngineName | 'auto',
    notice: (sentence: string) => void,
  ): Promise<EngineDescription> {
    this.#abort.abort();
    await this.#lastRun;
    return (await this.#standby.prefer(preference, notice)).describe();
  }

  /** Measures an experiment; a run under way is stopped first. Resolves once it is complete or stopped. */
  async run(request: RunRequest, reports: Reports): Promise<'complete' | 'stopped'> {
    this.#abort.abort();
    this.#theoryAbort.abort();
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

  /** Norms through time over the networks of a range of the x axis, from now on. */
  select(run: number, selection: AxisRange | undefined): TimeBands | undefined {
    this.#selection = selection;
    const collection = this.#collectionOf(run);
    return collection && timeBands(collection, this.#x, selection);
  }

  /** One measured network; undefined where it is not measured (yet), or another run has begun. */
  network(run: number, index: number): NetworkReading | undefined {
    const collection = this.#collectionOf(run);
    return collection && index < collection.count ? readNetwork(collection, index) : undefined;
  }

  /** Measured networks `from` … `from + count − 1`, as many as there are in this run. */
  networks(run: number, from: number, count: number): NetworkReading[] {
    const collection = this.#collectionOf(run);
    if (!collection) return [];
    const length = Math.max(0, Math.min(count, collection.count - from));
    return Array.from({ length }, (_, i) => readNetwork(collection, from + i));
  }

  /** Eigenvalues of one network of a run; undefined once another run has begun. */
  async spectra(run: number, index: number): Promise<Spectra | undefined> {
    return this.#askEngine(run, index, (engine, { experiment }) => spectraOf(engine, experiment, index));
  }

  /** How the gradient of one network of a run splits; undefined once another run has begun. */
  async flow(run: number, index: number): Promise<Flow | undefined> {
    return this.#askEngine(run, index, (engine, { experiment, times }) =>
      flowOf(engine, experiment, index, times),
    );
  }

  /** Holds a sample of a complete run against float64; undefined once another run has begun. */
  async agreement(run: number): Promise<Verdict | 'oracle' | undefined> {
    const complete = this.#complete;
    if (complete?.run !== run || complete.signal.aborted) return undefined;
    return this.#check(complete.engine, complete.experiment, { signal: complete.signal });
  }

  /** The same for `sample` networks of any experiment, on the engine of the newest run, until something is stopped. */
  async check(experiment: Experiment, sample: number): Promise<Verdict | 'oracle' | undefined> {
    const signal = this.#freshSignal();
    return this.#engine && this.#check(this.#engine, experiment, { sample, signal });
  }

  /** What clipping needs of `size` networks of any experiment, likewise. */
  async clippingSample(experiment: Experiment, size: number): Promise<ClippingSample | undefined> {
    const signal = this.#freshSignal();
    return this.#engine && unlessAborted(signal, clippingSample(this.#engine, experiment, { size, signal }));
  }

  /** Aborted by the next stop, or the next run. */
  #freshSignal(): AbortSignal {
    if (this.#abort.signal.aborted) this.#abort = new AbortController();
    return this.#abort.signal;
  }

  async #check(
    engine: Engine,
    experiment: Experiment,
    options: AgreementOptions,
  ): Promise<Verdict | 'oracle' | undefined> {
    if (engine.describe().name === 'reference') return 'oracle';
    return unlessAborted(options.signal, checkAgreement(engine, experiment, options));
  }

  /** All networks measured so far, as a file. */
  async file(format: FileFormat): Promise<Blob> {
    const collection = this.#collection;
    const engine = this.#engine?.describe();
    if (!collection || !engine) throw new Error('Nothing is measured yet.');
    switch (format) {
      case 'csv':
        return new Blob([...sweepCsv(collection, engine)], { type: 'text/csv' });
      case 'json':
        return new Blob([...sweepJson(collection, engine)], { type: 'application/json' });
      case 'parquet': {
        // Few ask for it, and its writer is larger than the rest of this file.
        const { SweepParquet } = await import('./files/parquet.ts');
        const pieces = wholeFile(new SweepParquet(collection.experiment, engine), collection);
        return new Blob([...pieces], { type: 'application/vnd.apache.parquet' });
      }
    }
  }

  /** A question about one run is never answered from another. */
  #collectionOf(run: number): Collection | undefined {
    return run === this.#collectionRun ? this.#collection : undefined;
  }

  /** What an engine says of a measured network, unless another run has begun meanwhile. */
  async #askEngine<Answer>(
    run: number,
    index: number,
    ask: (engine: Engine, collection: Collection) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const collection = this.#collectionOf(run);
    if (!this.#engine || !collection || index >= collection.count) return undefined;
    const answer = await ask(this.#engine, collection);
    return collection === this.#collection ? answer : undefined;
  }

  async #measure(
    request: RunRequest,
    reports: Reports,
    signal: AbortSignal,
  ): Promise<'complete' | 'stopped'> {
    if (signal.aborted) return 'stopped';
    this.#selection = request.selection;
    this.#x = request.x;
    let { engine, standIn } = await this.#standby.next();
    let experiment = standIn ? affordable(request.experiment, engine) : request.experiment;
    for (;;) {
      try {
        await this.#collect(engine, { ...request, experiment }, reports, signal);
        this.#complete = { run: request.run, engine, experiment, signal };
        return 'complete';
      } catch (error) {
        if (signal.aborted) return 'stopped';
        const { name } = engine.describe();
        if (name === 'reference') throw error;
        console.warn(error);
        engine = await this.#standby.replace(engine);
        experiment = affordable(request.experiment, engine);
        const failed = name === 'webgpu' ? 'GPU' : 'CPU';
        const next = this.#standby.willRetry ? ` The next change tries the ${failed} engine again.` : '';
        reports.notice(
          `The ${failed} engine stopped: ${whatHappened(error)}. This run measures ${experiment.networks} networks on the CPU instead.${next}`,
        );
      }
    }
  }

  async #collect(
    engine: Engine,
    { run, experiment, x }: RunRequest,
    reports: Reports,
    signal: AbortSignal,
  ): Promise<void> {
    const collection = new Collection(experiment);
    this.#collection = collection;
    this.#collectionRun = run;
    this.#engine = engine;
    const start = performance.now();
    let operations = 0;
    let posted = 0;
    let next = 0;
    const post = () => {
      const before = performance.now();
      const points = pointsSince(collection, x, posted);
      posted = collection.count;
      const progress: Progress = {
        run,
        experiment,
        engine: engine.describe(),
        done: posted,
        milliseconds: before - start,
        operations,
        points,
        summary: summarise(collection, x, this.#selection),
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
      const options = { signal, restRadius: x === 'rest', notify: reports.notice };
      for await (const measurement of engine.measure(experiment, options)) {
        // Theory waits for the first points: both need the processor.
        if (collection.count === 0) void this.#overlay(experiment, x, run, reports);
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

  async #overlay(experiment: Experiment, x: View['x'], run: number, reports: Reports): Promise<void> {
    this.#theoryAbort.abort();
    const abort = new AbortController();
    this.#theoryAbort = abort;
    const theory = await theoryFor(experiment, { x, map: mapAxis(experiment) }, abort.signal);
    if (!abort.signal.aborted) reports.theory(run, theory);
  }
}

/** As much of an experiment as an engine that stands in for another can measure in seconds. */
function affordable(experiment: Experiment, engine: Engine): Experiment {
  if (engine.describe().name !== 'reference') return experiment;
  return { ...experiment, networks: Math.min(fallbackNetworks, experiment.networks) };
}

/** The outcome, or undefined where it was not waited for. */
async function unlessAborted<Outcome>(
  signal: AbortSignal,
  outcome: Promise<Outcome>,
): Promise<Outcome | undefined> {
  try {
    return await outcome;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
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
