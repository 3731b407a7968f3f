/** The processor as an engine: float32 kernels in WebAssembly, a worker a core, no memory shared. */

import type { Experiment } from '../../experiment/experiment.ts';
import { wholeOf } from '../../experiment/experiment.ts';
import type { EngineDescription } from '../../experiment/provenance.ts';
import { cellOf } from '../../networks/cells.ts';
import type { GivenNetwork } from '../../networks/given/given_network.ts';
import type { Measurement } from '../../networks/measurement.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import type { GivenTrace, ScaledRows, Trace } from '../../networks/trace.ts';
import type { Engine, MeasureOptions } from '../engine.ts';
import { requireFiniteTrace } from '../given.ts';
import { withoutPadding } from '../padding.ts';
import { givenTraceTask, spectrumOf } from './given.ts';
import { type Build, type CompiledKernels, compileKernels } from './kernels.ts';
import { Run } from './run.ts';
import { type PaddedRows, parametersOf, settingsOf, type TraceTask, traceLayout } from './task.ts';
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
    { signal, restRadius = false, range = wholeOf(experiment) }: MeasureOptions,
  ): AsyncGenerator<Measurement> {
    this.#ledger.prepare(experiment);
    const run = new Run(experiment, { range, restRadius, signal }, this.#threads, this.#ledger);
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
    const { blocks, parts, preActivations } = cellOf(experiment);
    const settings = settingsOf(experiment, index);
    const trace = await this.#trace({
      kind: 'trace',
      layout: traceLayout(experiment),
      parameters: parametersOf({ ...experiment, networks: 1 }),
      network: { index, settings, slot: -1, draws: true, spectrum: false },
      ...{ blocks, parts, preActivations },
    });
    return { index, ...trace };
  }

  async traceGiven(given: GivenNetwork, signal: AbortSignal): Promise<GivenTrace> {
    signal.throwIfAborted();
    const trace = requireFiniteTrace(await this.#trace(givenTraceTask(given)), 'float32');
    signal.throwIfAborted();
    return trace;
  }

  async spectrum(matrix: Float64Array, size: number): Promise<Spectrum> {
    return spectrumOf(this.#someThread, matrix, size);
  }

  dispose(): void {
    for (const thread of this.#threads) thread.close();
  }

  get #someThread(): Thread {
    const [thread] = this.#threads;
    if (!thread) throw new Error('No worker is open.');
    return thread;
  }

  async #trace(task: TraceTask): Promise<GivenTrace> {
    const { hiddenSize } = task.layout;
    const { paddedSize, weights, state, preActivation, gradient } = await this.#someThread.run(task);
    const rows = ({ values, exponents }: PaddedRows): ScaledRows => ({
      values: withoutPadding(values, paddedSize, hiddenSize),
      exponents,
    });
    return {
      weights: withoutPaddedRows(withoutPadding(weights, paddedSize, hiddenSize), task.blocks, hiddenSize),
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
