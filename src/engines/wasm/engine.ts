/** The processor as an engine: float32 kernels in WebAssembly, a worker a core, no memory shared. */

import { type Machine, mostOf } from '../../analysis/roofline.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { wholeOf } from '../../experiment/experiment.ts';
import { say } from '../../language/say.ts';
import { isStaged } from '../../networks/cells.ts';
import { mostEngineUnits } from '../../networks/given/given_network.ts';
import type {
  LearningNetwork,
  LearningReport,
  TrainOptions,
} from '../../networks/learning/learning_measurement.ts';
import type { SpectrumMeasurement } from '../../networks/lyapunov.ts';
import type { Measurement } from '../../networks/measurement.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import type { ScaledRows, Trace, TracedStretch, TraceOptions } from '../../networks/trace.ts';
import { DrawnSpectra } from '../drawn_spectra.ts';
import {
  type Engine,
  findsSpectra,
  type MeasureOptions,
  type Specification,
  type SpectrumOptions,
} from '../engine.ts';
import type { Float64Networks } from '../float64_networks.ts';
import { experimentAround, requireFloat32, requireUnits } from '../given.ts';
import { requireHeld } from '../limits.ts';
import { matricesWithoutPadding, withoutPadding } from '../padding.ts';
import { EngineQueue } from '../queue.ts';
import { traceWithinRange, withinRange } from '../within_range.ts';
import { type Build, type CompiledKernels, compileKernels, layoutBytes } from './kernels.ts';
import type { Learners } from './learning_run.ts';
import { defaultBudget, Memory } from './memory.ts';
import { Run } from './run.ts';
import { drawnTraceTask, type PaddedRows, type TraceResult, type TraceTask } from './task.ts';
import { processors, Thread } from './thread.ts';
import { WeightLedger } from './weight_ledger.ts';

/** Each of the micro-kernels runs at least this long, in seconds, some times: shorter than other programs stay away. */
const peakSeconds = 0.008;
/** Times that a worker is asked for nothing: the least time counts. */
const launchTrials = 5;
/** More workers than this only wait for memory. */
const mostWorkers = 32;

/** What may be said to an engine when it is opened. */
interface WasmOptions {
  /** Workers that measure at most. */
  readonly workers?: number;
  readonly build?: Build;
  /** Kernels compiled elsewhere: tests bring broken ones. */
  readonly kernels?: CompiledKernels;
  /** Bytes of memory to use at most. */
  readonly budget?: number;
  /** Whether matrices are kept from run to run: no, where every network is measured once. */
  readonly keeps?: boolean;
}

export class WasmEngine implements Engine {
  readonly #kernels: CompiledKernels;
  readonly #workers: number;
  readonly #memory: Memory;
  readonly #ledger = new WeightLedger();
  readonly #spectra = DrawnSpectra.ofEigenvalues();
  #inFloat64: Float64Networks | undefined;
  readonly #queue = new EngineQueue();
  /** The workers that have been woken so far: a question needs one, a measure all. */
  readonly #threads = new Map<number, Promise<Thread>>();
  /** The same, once they are awake. */
  readonly #awake = new Set<Thread>();
  #machine: Machine | undefined;
  #learners: Learners | undefined;

  private constructor(kernels: CompiledKernels, workers: number, memory: Memory) {
    this.#kernels = kernels;
    this.#workers = workers;
    this.#memory = memory;
  }

  /** Compiles the kernels. @throws Error where WebAssembly cannot do the work */
  static async open({
    workers = Math.min(processors(), mostWorkers),
    build,
    kernels,
    budget = defaultBudget,
    keeps = true,
  }: WasmOptions = {}): Promise<WasmEngine> {
    const compiled = kernels ?? (await compileKernels(build));
    return new WasmEngine(compiled, workers, new Memory(await layoutBytes(compiled), budget, keeps));
  }

  describe(): Specification {
    const workers = this.#workers === 1 ? '1 worker' : `${this.#workers} workers`;
    const arithmetic = this.#kernels.relaxed ? 'fused 128-bit SIMD' : '128-bit SIMD';
    return {
      ...{
        name: 'wasm',
        device: `${workers}, ${arithmetic}`,
        arithmetic,
        precision: 'float32',
        software: true,
      },
      can: { givenUnits: mostEngineUnits },
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      // Kernels would run in vain.
      isStaged(experiment)
        ? this.#standIn(experiment, { ...options, signal })
        : this.#run(experiment, { ...options, signal }),
    );
  }

  spectrum(
    experiment: Experiment,
    options: SpectrumOptions,
  ): AsyncGenerator<SpectrumMeasurement, void, void> {
    return this.#queue.measure(options.signal, (signal) => this.#carry(experiment, { ...options, signal }));
  }

  train(networks: readonly LearningNetwork[], options: TrainOptions): Promise<LearningReport> {
    return this.#queue.alone(async (signal) => {
      // Loaded with the first that learn.
      if (networks.some(({ experiment }) => isStaged(experiment))) {
        const { trainInFloat64 } = await import('../train.ts');
        return trainInFloat64(networks, { ...options, signal });
      }
      const { Learners } = await import('./learning_run.ts');
      this.#learners ??= new Learners(this.#kernels, this.#workers, this.#memory);
      // Who learns has the memory that questions are answered in.
      await (await this.#threads.get(0))?.run({ kind: 'empty', what: 'answering' });
      return this.#learners.train(networks, { ...options, signal });
    }, options.signal);
  }

  trace(network: SingleNetwork, { signal, ...options }: TraceOptions): Promise<Trace> {
    return this.#queue.alone(
      (stopped) =>
        traceWithinRange(network, { ...options, signal: stopped }, async (stretch) =>
          this.#trace(await this.#taskOf(network, stretch), { ...options, signal: stopped }),
        ),
      signal,
    );
  }

  weights({ experiment, index }: DrawnNetwork): Promise<Float64Array> {
    return this.#queue.alone(async (stopped) => {
      // The shortest trace has them too.
      const shortest = { ...experiment, warmUp: 0, steps: 1 };
      const task = await this.#taskOf({ experiment: shortest, index }, { from: 0, to: 1 });
      const thread = await this.#questioned(stopped);
      return weightsOf(task, await thread.run(task));
    });
  }

  async machine(): Promise<Machine> {
    const measured = await this.#queue.betweenMeasures((signal) => this.#measureMachine(signal));
    this.#machine = mostOf(this.#machine ?? measured, measured);
    return this.#machine;
  }

  held(): number {
    const awake = [...this.#awake].reduce((bytes, thread) => bytes + thread.held, 0);
    return awake + (this.#learners?.held ?? 0);
  }

  dispose(): void {
    this.#queue.dispose();
    this.#learners?.dispose();
    for (const thread of this.#threads.values()) {
      thread.then(
        (woken) => woken.close(),
        () => undefined,
      );
    }
  }

  /** Of a cell that the kernels do not have. */
  async *#standIn(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    const { Float64Networks } = await import('../float64_networks.ts');
    this.#inFloat64 ??= new Float64Networks();
    yield* this.#inFloat64.standIn(experiment, options);
  }

  async *#run(
    experiment: Experiment,
    { signal, progress, wants = [], without = [], range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement, void, void> {
    requireHeld(experiment, 'wasm');
    const { workers, slots } = this.#memory.forMeasuring(experiment, this.#workers);
    const places = Array.from({ length: workers }, (_, place) => place);
    const threads = await Promise.all(places.map((place) => this.#thread(place, signal)));
    if (!this.#ledger.isOf(experiment)) {
      this.#ledger.forget();
      await this.#emptyAll();
      this.#ledger.begin(experiment, slots);
    }
    const spectra = findsSpectra({ wants, without });
    const options = { range, wants, spectra, signal, ...(progress && { progress }) };
    const run = new Run(experiment, options, threads, this.#ledger);
    try {
      for await (const chunk of run.measurements()) {
        const held = spectra ? await this.#spectra.complete(chunk, experiment, signal) : chunk;
        yield withinRange(held, experiment, wants, signal);
      }
    } finally {
      run.stop();
      // What is still with the workers is not this run's any more, and is not mixed with the next one's.
      await run.settled();
    }
  }

  /** Frames by the kernels; networks that leave their range, and cells that they do not have, in float64. */
  async *#carry(
    experiment: Experiment,
    options: SpectrumOptions,
  ): AsyncGenerator<SpectrumMeasurement, void, void> {
    // Loaded when they are first asked for: the first view does without.
    const { completedInFloat64, spectraInFloat64 } = await import('../float64_spectra.ts');
    if (isStaged(experiment)) {
      yield* spectraInFloat64(experiment, options);
      return;
    }
    requireHeld(experiment, 'wasm');
    const { carriedFrames, frameTask } = await import('./frame_run.ts');
    const { signal, range = wholeOf(experiment) } = options;
    const task = frameTask(experiment, options);
    const workers = this.#memory.forFrames(experiment, task.layout, this.#workers);
    const places = Array.from({ length: workers }, (_, place) => place);
    const threads = await Promise.all(places.map((place) => this.#thread(place, signal)));
    // Frames have the memory that measuring has, and matrices are kept in.
    this.#ledger.forget();
    await this.#emptyAll();
    const frames = carriedFrames(experiment, task, { ...options, range }, threads);
    for await (const { beyond, ...chunk } of frames)
      yield beyond.length === 0 ? chunk : await completedInFloat64(chunk, beyond, experiment, options);
  }

  /** All workers at once, since they share what is beyond their cores. */
  async #measureMachine(signal: AbortSignal): Promise<Machine> {
    const places = Array.from({ length: this.#workers }, (_, place) => place);
    const threads = await Promise.all(places.map((place) => this.#thread(place, signal)));
    const bytes = this.#memory.forCopying(threads.length);
    const measured = await Promise.all(
      threads.map((thread) => thread.run({ kind: 'peak', bytes, seconds: peakSeconds })),
    );
    const launches: number[] = [];
    for (let launch = 0; launch < launchTrials; launch++) {
      const start = performance.now();
      const none = await threads[0]?.run({ kind: 'peak', bytes: 0, seconds: 0 });
      launches.push((performance.now() - start) / 1000 - (none?.seconds ?? 0));
    }
    const total = (what: 'operationsPerSecond' | 'bytesPerSecond') =>
      measured.reduce((sum, one) => sum + one[what], 0);
    return {
      peaks: {
        operationsPerSecond: total('operationsPerSecond'),
        bytesPerSecond: total('bytesPerSecond'),
        launchSeconds: Math.max(0, Math.min(...launches)),
      },
      ...{ bytesPerNumber: 4, trajectoriesCrossMemory: false },
      facts: [
        [say`workers`, String(this.#workers)],
        ['SIMD', this.#kernels.relaxed ? '128 bits, relaxed multiply-add' : '128 bits'],
        ['memory budget', `${this.#memory.budget / 2 ** 20} MiB`],
      ],
    };
  }

  /** The memories of one experiment go before those of the next come, also with workers who will not be needed. */
  async #emptyAll(): Promise<void> {
    const threads = await Promise.all(this.#threads.values());
    await Promise.all(threads.map((thread) => thread.run({ kind: 'empty', what: 'measuring' })));
  }

  /** The worker at a place, woken if need be. */
  #thread(place: number, signal: AbortSignal): Promise<Thread> {
    signal.throwIfAborted();
    const known = this.#threads.get(place);
    if (known) return known;
    const thread = Thread.start(this.#kernels.module);
    this.#threads.set(place, thread);
    thread.then(
      (awake) => this.#awake.add(awake),
      // One who could not be woken may be tried again.
      () => this.#threads.delete(place),
    );
    return thread;
  }

  /** The worker that answers questions, in the memory that networks learn in otherwise. */
  async #questioned(signal: AbortSignal): Promise<Thread> {
    await this.#learners?.rest();
    return this.#thread(0, signal);
  }

  async #taskOf(network: SingleNetwork, stretch: TracedStretch): Promise<TraceTask> {
    if (isDrawn(network)) {
      requireHeld(network.experiment, 'wasm');
      const layout = this.#memory.forTrace(network.experiment, 'drawn');
      return drawnTraceTask(network, layout, stretch);
    }
    requireUnits(network.hiddenSize, this.describe());
    requireFloat32(network);
    const layout = this.#memory.forTrace(experimentAround(network), 'given');
    const { givenTraceTask } = await import('./given.ts');
    return givenTraceTask(network, layout, stretch);
  }

  /** Undefined for a network that leaves float32's range. */
  async #trace(task: TraceTask, { signal, progress }: TraceOptions): Promise<Trace | undefined> {
    const thread = await this.#questioned(signal);
    const { hiddenSize, paddedSize } = task.layout;
    const result = await thread.run(task, { signal, ...(progress && { progress }) });
    if (result.beyondRange) return undefined;
    const { state, preActivation, gradient } = result;
    const rows = ({ values, exponents }: PaddedRows): ScaledRows => ({
      values: withoutPadding(values, paddedSize, hiddenSize),
      exponents,
    });
    return {
      weights: weightsOf(task, result),
      state: rows(state),
      preActivation: rows(preActivation),
      gradient: rows(gradient),
    };
  }
}

function weightsOf(
  { layout: { hiddenSize, paddedSize } }: TraceTask,
  { weights }: TraceResult,
): Float64Array {
  return matricesWithoutPadding(weights, paddedSize, hiddenSize);
}
