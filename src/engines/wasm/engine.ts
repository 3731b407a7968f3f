/** The processor as an engine: float32 kernels in WebAssembly, a worker a core, no memory shared. */

import type { Experiment } from '../../experiment/experiment.ts';
import { wholeOf } from '../../experiment/experiment.ts';
import { mostGivenUnits } from '../../networks/given/given_network.ts';
import type { Measurement } from '../../networks/measurement.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import type { ScaledRows, Trace } from '../../networks/trace.ts';
import type { Engine, MeasureOptions, Specification } from '../engine.ts';
import { requireFiniteTrace } from '../given.ts';
import { withoutPadding } from '../padding.ts';
import { EngineQueue } from '../queue.ts';
import { givenTraceTask, spectrumOf } from './given.ts';
import { type Build, type CompiledKernels, compileKernels } from './kernels.ts';
import { Run } from './run.ts';
import { drawnTraceTask, type PaddedRows, type TraceTask } from './task.ts';
import { processors, Thread } from './thread.ts';
import { defaultBudget, WeightLedger } from './weight_ledger.ts';

/** More workers than this only wait for memory. */
const mostWorkers = 32;

/** What may be said to an engine when it is opened. */
interface WasmOptions {
  readonly workers?: number;
  readonly build?: Build;
  /** Kernels compiled elsewhere: tests bring broken ones. */
  readonly kernels?: CompiledKernels;
  /** Bytes for kept matrices at most. */
  readonly budget?: number;
}

export class WasmEngine implements Engine {
  readonly #threads: readonly Thread[];
  readonly #relaxed: boolean;
  readonly #ledger: WeightLedger;
  readonly #queue = new EngineQueue();

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

  describe(): Specification {
    const workers = this.#threads.length === 1 ? '1 worker' : `${this.#threads.length} workers`;
    const simd = this.#relaxed ? 'fused 128-bit SIMD' : '128-bit SIMD';
    return {
      ...{ name: 'wasm', device: `${workers}, ${simd}`, precision: 'float32', software: true },
      can: { givenUnits: mostGivenUnits },
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) => this.#run(experiment, { ...options, signal }));
  }

  trace(network: SingleNetwork, { signal }: { readonly signal: AbortSignal }): Promise<Trace> {
    return this.#queue.alone(
      async () =>
        isDrawn(network)
          ? this.#trace(drawnTraceTask(network))
          : requireFiniteTrace(await this.#trace(givenTraceTask(network)), 'float32'),
      signal,
    );
  }

  weights({ experiment, index }: DrawnNetwork): Promise<Float64Array> {
    return this.#queue.alone(async () => {
      // The shortest trace has them too.
      const shortest = { ...experiment, warmUp: 0, steps: 1 };
      return (await this.#trace(drawnTraceTask({ experiment: shortest, index }))).weights;
    });
  }

  matrixSpectrum(matrix: Float64Array, size: number): Promise<Spectrum> {
    return this.#queue.alone(() => spectrumOf(this.#someThread, matrix, size));
  }

  dispose(): void {
    this.#queue.dispose();
    for (const thread of this.#threads) thread.close();
  }

  async *#run(
    experiment: Experiment,
    { signal, wants = [], range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement, void, void> {
    this.#ledger.prepare(experiment);
    const run = new Run(experiment, { range, wants, signal }, this.#threads, this.#ledger);
    try {
      yield* run.measurements();
    } finally {
      run.stop();
      // What is still with the workers is not this run's any more, and is not mixed with the next one's.
      await run.settled();
    }
  }

  get #someThread(): Thread {
    const [thread] = this.#threads;
    if (!thread) throw new Error('No worker is open.');
    return thread;
  }

  async #trace(task: TraceTask): Promise<Trace> {
    const { hiddenSize, paddedSize, blocks } = task.layout;
    const { weights, state, preActivation, gradient } = await this.#someThread.run(task);
    const rows = ({ values, exponents }: PaddedRows): ScaledRows => ({
      values: withoutPadding(values, paddedSize, hiddenSize),
      exponents,
    });
    return {
      weights: withoutPaddedRows(withoutPadding(weights, paddedSize, hiddenSize), blocks, hiddenSize),
      state: rows(state),
      preActivation: rows(preActivation),
      gradient: rows(gradient),
    };
  }
}

/** Matrices [size × size] without the rows between them. */
function withoutPaddedRows(padded: Float64Array, matrices: number, size: number): Float64Array {
  const weights = new Float64Array(matrices * size ** 2);
  for (let block = 0; block < matrices; block++) {
    const start = (block * padded.length) / matrices;
    weights.set(padded.subarray(start, start + size ** 2), block * size ** 2);
  }
  return weights;
}
