/** The GPU as an engine: chunks of networks through WGSL kernels, resumed on a fresh device if one is lost. */
import { type Experiment, keptTimes } from '../../experiment/experiment.ts';
import type { Engine, EngineDescription, Measurement, MeasureOptions, Trace } from '../engine.ts';
import { Pace } from '../plan.ts';
import { spectrumOperations } from '../spectral_radius.ts';
import { type SubmittedChunk, submitChunk } from './chunk.ts';
import { type Gpu, openGpu } from './device.ts';
import { drawCost } from './draw_stage.ts';
import { checked, OutOfMemoryError } from './errors.ts';
import { KernelCache } from './kernel.ts';
import { ChunkMemory, type ChunkSize, defaultBudget, planMemory } from './memory.ts';
import { stepCost } from './recurrence_stage.ts';
import { type Shape, shapeFor } from './shape.ts';
import { traceNetwork } from './trace.ts';
import { WeightStore } from './weight_store.ts';

/** Careful first guesses of arithmetic rate, in operations a second. */
const firstGuess = { software: 2e9, hardware: 5e10 };
/** A device that is lost this often is not asked for again. */
const mostRebuilds = 3;
/** Below this budget there is no point in trying on. */
const leastBudget = 16 * 2 ** 20;

/** What may be said to an engine when it is opened. */
interface WebgpuOptions {
  /** Bytes of device memory to use at most. */
  readonly budget?: number;
  /** How networks are laid over workgroups. */
  readonly shapeOf?: typeof shapeFor;
}

/** Everything that goes when the device goes. */
interface Session {
  readonly gpu: Gpu;
  readonly kernels: KernelCache;
  readonly weights: WeightStore;
  readonly pace: Pace;
  memory: ChunkMemory | undefined;
  lost: string | undefined;
}

export class WebgpuEngine implements Engine {
  #session: Session;
  #budget: number;

  readonly #shapeOf: typeof shapeFor;

  private constructor(gpu: Gpu, { budget = defaultBudget, shapeOf = shapeFor }: WebgpuOptions) {
    this.#session = session(gpu);
    this.#budget = budget;
    this.#shapeOf = shapeOf;
  }

  /**
   * Opens the best adapter. @throws NoGpuError where there is none */
  static async open(options: WebgpuOptions = {}): Promise<WebgpuEngine> {
    return new WebgpuEngine(await openGpu(), options);
  }

  describe(): EngineDescription {
    const { adapterName, software } = this.#session.gpu;
    return { name: 'webgpu', device: adapterName, precision: 'float32', software };
  }

  async *measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement> {
    let first = 0;
    let rebuilds = 0;
    while (first < experiment.networks) {
      try {
        for await (const measurement of this.#chunks(experiment, first, options.signal)) {
          first = measurement.first + measurement.count;
          yield measurement;
        }
      } catch (error) {
        options.signal.throwIfAborted();
        rebuilds += 1;
        if (rebuilds > mostRebuilds) throw error;
        await this.#recover(error, first, options.notify);
      }
    }
  }

  async trace(experiment: Experiment, index: number): Promise<Trace> {
    const { gpu, kernels, pace } = this.#session;
    const shape = this.#shape(experiment);
    const traced = await kernels.forExperiment(experiment, shape, 'trace');
    return traceNetwork(gpu.device, traced, shape, experiment, index, pace.dispatchOperations);
  }

  dispose(): void {
    this.#session.gpu.device.destroy();
  }

  /** For tests of recovery: what a driver's reset does. */
  loseDevice(): void {
    this.#session.lost = 'test';
    this.#session.gpu.device.destroy();
  }

  #shape({ hiddenSize }: Experiment): Shape {
    return this.#shapeOf(hiddenSize, this.#session.gpu);
  }

  /** Chunks from network `from` on. While one is read and drawn, the device works on the next. */
  async *#chunks(experiment: Experiment, from: number, signal: AbortSignal): AsyncGenerator<Measurement> {
    const { pace } = this.#session;
    let ahead = this.#submit(experiment, from, 'first', signal);
    let started = performance.now();
    for (let first = from; first < experiment.networks; ) {
      const { count, cost, measurement } = await ahead;
      first += count;
      if (first < experiment.networks) {
        ahead = this.#submit(experiment, first, 'later', signal);
        // It is awaited in the next round, or not at all if this chunk fails.
        ahead.catch(() => undefined);
      }
      const measured = await measurement;
      const finished = performance.now();
      pace.finished(count, cost, (finished - started) / 1000);
      started = finished;
      signal.throwIfAborted();
      yield measured;
    }
  }

  async #submit(
    experiment: Experiment,
    first: number,
    place: 'first' | 'later',
    signal: AbortSignal,
  ): Promise<SubmittedChunk & { count: number }> {
    signal.throwIfAborted();
    const { gpu, kernels, weights, pace } = this.#session;
    const shape = this.#shape(experiment);
    const times = keptTimes(experiment).length;
    const plan = planMemory(experiment, shape, times, this.#budget);
    weights.prepare(experiment, shape, plan);
    const most = Math.min(plan.mostNetworks, weights.roomFrom(first), experiment.networks - first);
    const count = pace.nextChunk(
      place,
      costPerNetwork(experiment, shape, first >= weights.radius.length),
      most,
    );
    const segmentRows = plan.segmentRows(count);
    const segments = Math.ceil(experiment.steps / segmentRows);
    const compiled = await kernels.forExperiment(experiment, shape);
    const memory = await this.#memory(shape, { networks: count, segmentRows, segments, times });
    const chunk = { experiment, first, count, segmentRows, shape, kernels: compiled, memory, weights };
    return { count, ...(await submitChunk(gpu.device, chunk, pace.dispatchOperations, signal)) };
  }

  /** Buffers for a chunk: the last chunk's if they are large enough. */
  async #memory(shape: Shape, size: ChunkSize): Promise<ChunkMemory> {
    const current = this.#session.memory;
    if (current?.holds(shape, size)) return current;
    current?.destroy();
    this.#session.memory = undefined;
    const { device } = this.#session.gpu;
    const { result, verdict } = checked(device, () => new ChunkMemory(device, shape, size));
    await verdict;
    this.#session.memory = result;
    return result;
  }

  /** After a failed chunk: a fresh device, or a smaller budget. @throws the error where neither helps */
  async #recover(error: unknown, next: number, notify: MeasureOptions['notify']): Promise<void> {
    if (error instanceof OutOfMemoryError && this.#budget / 2 >= leastBudget) {
      this.#budget /= 2;
      this.#session.weights.destroy();
      notify?.(`The GPU ran out of memory: going on with ${this.#budget / 2 ** 20} MiB.`);
      return;
    }
    const lost = this.#session.lost;
    if (lost === undefined) throw error;
    this.#session = session(await openGpu());
    notify?.(`The GPU was lost (${lost}): resumed on a fresh device from network ${next}.`);
  }
}

function session(gpu: Gpu): Session {
  const { device, software } = gpu;
  const opened: Session = {
    gpu,
    kernels: new KernelCache(device),
    weights: new WeightStore(device),
    pace: new Pace(software ? firstGuess.software : firstGuess.hardware),
    memory: undefined,
    lost: undefined,
  };
  device.lost.then(({ reason, message }) => {
    opened.lost ??= message || reason;
  });
  return opened;
}

function costPerNetwork(experiment: Experiment, { paddedSize }: Shape, draws: boolean): number {
  const { warmUp, steps, inputScale, ensemble } = experiment;
  const drawn = draws ? drawCost(ensemble, paddedSize) + spectrumOperations(paddedSize) : 0;
  const hasInput = inputScale !== 0;
  return drawn + (warmUp + steps) * stepCost(paddedSize, hasInput) + steps * stepCost(paddedSize, false);
}
