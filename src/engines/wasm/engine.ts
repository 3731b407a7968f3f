/** The processor as an engine: float32 kernels in WebAssembly, a worker a core, no memory shared. */
import { type Experiment, keptTimes, networkSettings } from '../../experiment/experiment.ts';
import {
  type Engine,
  type EngineDescription,
  type Measurement,
  type MeasureOptions,
  type NetworkRange,
  type ScaledRows,
  type Trace,
  wholeOf,
} from '../engine.ts';
import { withoutPadding } from '../padding.ts';
import {
  gramChain,
  levels,
  spectralRadiusFromSums,
  spectrumOperations,
  weightsChain,
} from '../spectral_radius.ts';
import { statesOf } from '../states_of.ts';
import { Assignment, type Share } from './assignment.ts';
import { shareSize } from './cost.ts';
import { type Build, type CompiledKernels, compileKernels } from './kernels.ts';
import {
  type MeasureResult,
  measureLayout,
  type NetworkTask,
  type PaddedRows,
  parametersOf,
  settingsOf,
  traceLayout,
} from './task.ts';
import { processors, Thread } from './thread.ts';
import { defaultBudget, WeightLedger } from './weight_ledger.ts';

/** Shares that wait with a worker, so that it need not wait for the next message. */
const sharesAhead = 2;
/** More workers than this only wait for memory. */
const mostWorkers = 32;
/** Measurements come no closer than this, in milliseconds, after the first: each costs the charts something. */
const betweenMeasurements = 30;

/** What may be said to an engine when it is opened. */
interface WasmOptions {
  readonly workers?: number;
  readonly build?: Build;
  /** Kernels compiled elsewhere: tests bring broken ones. */
  readonly kernels?: CompiledKernels;
  /** Bytes for kept matrices at most. */
  readonly budget?: number;
}

/** A share that has come back. */
interface FinishedShare extends Share {
  readonly result: MeasureResult;
  readonly operations: number;
}

export class WasmEngine implements Engine {
  readonly #threads: readonly Thread[];
  readonly #relaxed: boolean;
  readonly #ledger: WeightLedger;

  private constructor(threads: readonly Thread[], relaxed: boolean, budget: number) {
    this.#threads = threads;
    this.#relaxed = relaxed;
    this.#ledger = new WeightLedger(budget);
  }

  /** Compiles the kernels and starts the workers. @throws Error where WebAssembly cannot do the work */
  static async open({
    workers,
    build,
    kernels,
    budget = defaultBudget,
  }: WasmOptions = {}): Promise<WasmEngine> {
    const { module, relaxed } = kernels ?? (await compileKernels(build));
    const count = workers ?? Math.min(processors(), mostWorkers);
    const threads = await Promise.all(Array.from({ length: count }, () => Thread.start(module)));
    return new WasmEngine(threads, relaxed, budget);
  }

  describe(): EngineDescription {
    const workers = this.#threads.length === 1 ? '1 worker' : `${this.#threads.length} workers`;
    const simd = this.#relaxed ? 'fused 128-bit SIMD' : '128-bit SIMD';
    return { name: 'wasm', device: `${workers}, ${simd}`, precision: 'float32', software: true };
  }

  async *measure(
    experiment: Experiment,
    { signal, range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement> {
    this.#ledger.prepare(experiment);
    const run = new Run(experiment, range, this.#threads, this.#ledger, signal);
    try {
      yield* run.measurements();
    } finally {
      run.stop();
      // What is still with the workers is not this run's any more, and is not mixed with the next one's.
      await run.settled();
    }
  }

  async weights(experiment: Experiment, index: number): Promise<Float64Array> {
    // The shortest trace has them too.
    return (await this.trace({ ...experiment, warmUp: 0, steps: 1 }, index)).weights;
  }

  async trace(experiment: Experiment, index: number): Promise<Trace> {
    const [thread] = this.#threads;
    if (!thread) throw new Error('No worker is open.');
    const settings = settingsOf(experiment, index);
    const { weights, initialState, preActivation, gradient } = await thread.run({
      kind: 'trace',
      layout: traceLayout(experiment),
      parameters: parametersOf({ ...experiment, networks: 1 }),
      network: { index, settings, slot: -1, draws: true, spectrum: false },
    });
    const { hiddenSize } = experiment;
    const padded = Math.sqrt(weights.length);
    const rows = ({ values, exponents }: PaddedRows): ScaledRows => ({
      values: withoutPadding(values, padded, hiddenSize),
      exponents,
    });
    return {
      index,
      weights: withoutPadding(weights, padded, hiddenSize).slice(0, hiddenSize ** 2),
      state: statesOf(experiment, rows(initialState), rows(preActivation)),
      preActivation: rows(preActivation),
      gradient: rows(gradient),
    };
  }

  dispose(): void {
    for (const thread of this.#threads) thread.close();
  }
}

/** One run over a range of an experiment's networks. */
class Run {
  readonly #experiment: Experiment;
  readonly #range: NetworkRange;
  readonly #threads: readonly Thread[];
  readonly #ledger: WeightLedger;
  readonly #signal: AbortSignal;
  readonly #assignment: Assignment;
  readonly #common;
  readonly #finished = new Map<number, FinishedShare>();
  readonly #underWay = new Set<Promise<void>>();
  #failure: unknown;
  #stopped = false;
  /** Wakes whoever waits for a share. */
  #wake: () => void = () => undefined;

  constructor(
    experiment: Experiment,
    range: NetworkRange,
    threads: readonly Thread[],
    ledger: WeightLedger,
    signal: AbortSignal,
  ) {
    this.#experiment = experiment;
    this.#range = range;
    this.#threads = threads;
    this.#ledger = ledger;
    this.#signal = signal;
    // While a run goes on, what it draws itself is no different from what it found.
    const keptBefore = Uint8Array.from({ length: range.to }, (_, i) => Number(ledger.isKept(i)));
    this.#assignment = new Assignment(
      range,
      (worker, index) => ledger.mayMeasure(worker, index),
      (index) => keptBefore[index] === 1,
    );
    this.#common = {
      kind: 'measure',
      memory: ledger.name,
      layout: measureLayout(experiment),
      parameters: parametersOf(experiment),
      times: keptTimes(experiment).length,
    } as const;
  }

  /** Measurements in order of their networks. */
  async *measurements(): AsyncGenerator<Measurement> {
    const abort = () => this.#wake();
    this.#signal.addEventListener('abort', abort);
    try {
      this.#threads.forEach((_, worker) => {
        for (let i = 0; i < sharesAhead; i++) this.#hand(worker);
      });
      let next = this.#range.from;
      let last = Number.NEGATIVE_INFINITY;
      while (next < this.#range.to) {
        await this.#share(next, last + betweenMeasurements);
        const shares = this.#takeFrom(next);
        if (shares.length === 0) continue;
        const measurement = this.#measurementOf(shares);
        next += measurement.count;
        last = performance.now();
        yield measurement;
        this.#check();
      }
    } finally {
      this.#signal.removeEventListener('abort', abort);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #check(): void {
    this.#signal.throwIfAborted();
    if (this.#failure === undefined) return;
    this.#ledger.forget();
    throw this.#failure;
  }

  /** Waits until the share from `next` on is back, and for a moment longer while more are under way. */
  async #share(next: number, notBefore: number): Promise<void> {
    for (;;) {
      this.#check();
      const wait = this.#underWay.size === 0 ? 0 : notBefore - performance.now();
      if (this.#finished.has(next) && wait <= 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Gives a worker its next share, and another when it is done. */
  #hand(worker: number): void {
    const thread = this.#threads[worker];
    if (!thread || this.#stopped || this.#failure !== undefined || this.#signal.aborted) return;
    const share = this.#assignment.next(worker, (kept) => shareSize(this.#experiment, kept));
    if (!share) return;
    const networks = this.#networkTasks(worker, share);
    const draws = networks.filter(({ spectrum }) => spectrum).length;
    const done = thread.run({ ...this.#common, networks }).then(
      (result) => {
        this.#learn(networks, result);
        this.#finished.set(share.first, { ...share, result, operations: this.#operations(share, draws) });
      },
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
    const ended = done.finally(() => {
      this.#underWay.delete(ended);
      this.#hand(worker);
      this.#wake();
    });
    this.#underWay.add(ended);
  }

  #networkTasks(worker: number, { first, count }: Share): NetworkTask[] {
    return Array.from({ length: count }, (_, i) => {
      const index = first + i;
      const draws = !this.#ledger.isKept(index);
      const slot = this.#ledger.slot(worker, index);
      const spectrum = !this.#ledger.isKnown(index);
      return { index, settings: settingsOf(this.#experiment, index), slot, draws, spectrum };
    });
  }

  #learn(networks: readonly NetworkTask[], { sums }: MeasureResult): void {
    networks.forEach(({ index, spectrum }, i) => {
      if (!spectrum) return;
      const own = sums.subarray(i * levels, (i + 1) * levels);
      this.#ledger.learn(
        index,
        spectralRadiusFromSums(own, weightsChain),
        Math.sqrt(spectralRadiusFromSums(own, gramChain)),
      );
    });
  }

  #operations({ count }: Share, draws: number): number {
    const { warmUp, steps, hiddenSize } = this.#experiment;
    return count * (warmUp + 2 * steps) * 2 * hiddenSize ** 2 + draws * spectrumOperations(hiddenSize);
  }

  /** The shares that are back, from one network on without a gap. */
  #takeFrom(first: number): FinishedShare[] {
    const shares: FinishedShare[] = [];
    let next = first;
    for (;;) {
      const share = this.#finished.get(next);
      if (!share) return shares;
      this.#finished.delete(next);
      shares.push(share);
      next += share.count;
    }
  }

  #measurementOf(shares: readonly FinishedShare[]): Measurement {
    const first = shares[0]?.first ?? 0;
    const count = shares.reduce((sum, share) => sum + share.count, 0);
    const atGain = (quantity: (index: number) => number) =>
      Float64Array.from({ length: count }, (_, i) => {
        const index = first + i;
        return networkSettings(this.#experiment, index).gain * quantity(index);
      });
    const deathStep = new Int32Array(count);
    const log10StateNorm = new Float64Array(count * this.#common.times);
    const log10GradientNorm = new Float64Array(count * this.#common.times);
    for (const { first: from, result } of shares) {
      deathStep.set(result.deathStep, from - first);
      log10StateNorm.set(result.log10StateNorm, (from - first) * this.#common.times);
      log10GradientNorm.set(result.log10GradientNorm, (from - first) * this.#common.times);
    }
    return {
      first,
      count,
      spectralRadius: atGain((index) => this.#ledger.radius(index)),
      spectralNorm: atGain((index) => this.#ledger.norm(index)),
      log10GradientNorm,
      log10StateNorm,
      deathStep,
      operations: shares.reduce((sum, share) => sum + share.operations, 0),
    };
  }
}
