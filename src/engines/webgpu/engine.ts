/** The GPU as an engine: chunks of networks through WGSL kernels, resumed on a fresh device if one is lost. */

import { type Experiment, keptTimes, type NetworkRange, wholeOf } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { GivenNetworkError } from '../../networks/given/given_network.ts';
import type { Measurement } from '../../networks/measurement.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import type { Trace } from '../../networks/trace.ts';
import type { Engine, MeasureOptions, Specification } from '../engine.ts';
import { Pace } from '../plan.ts';
import { EngineQueue } from '../queue.ts';
import { radiusOperations, spectrumOperations } from '../spectral_radius.ts';
import { type SubmittedChunk, submitChunk } from './chunk.ts';
import { type Gpu, openGpu } from './device.ts';
import { drawCost } from './draw_stage.ts';
import { checked, OutOfMemoryError } from './errors.ts';
import { KernelCache } from './kernel.ts';
import { ChunkMemory, type ChunkSize, defaultBudget, planMemory } from './memory.ts';
import { stepCost } from './recurrence_stage.ts';
import { type Shape, shapeFor } from './shape.ts';
import { readWeights, traceNetwork } from './trace.ts';
import { WeightStore } from './weight_store.ts';

/** Careful first guesses of arithmetic rate, in operations a second. */
const firstGuess = { software: 2e9, hardware: 5e10 };
/** A device that is lost this often is not asked for again. */
const mostRebuilds = 3;
/** Work on a lost device may fail this much earlier than the loss is told. */
const lossSeconds = 0.5;
/** Below this budget there is no point in trying on. */
const leastBudget = 16 * 2 ** 20;

const onlyDraws =
  'The webgpu engine draws its networks; the wasm and reference engines take one that is given';

/** What may be said to an engine when it is opened. */
interface WebgpuOptions {
  /** Bytes of device memory to use at most. */
  readonly budget?: number;
  /** How networks are laid over workgroups. */
  readonly shapeOf?: typeof shapeFor;
  /** Where adapters come from: the browser unless said. */
  readonly gpu?: GPU;
}

/** Everything that goes when the device goes. */
interface Session {
  readonly gpu: Gpu;
  readonly kernels: KernelCache;
  readonly weights: WeightStore;
  readonly pace: Pace;
  memory: ChunkMemory | undefined;
  /** Settles, with the reason, when the device is gone. */
  readonly lost: Promise<string>;
}

export class WebgpuEngine implements Engine {
  #session: Session;
  #budget: number;
  #disposed = false;
  readonly #queue = new EngineQueue();
  readonly #shapeOf: typeof shapeFor;
  readonly #gpu: GPU | undefined;

  private constructor(opened: Gpu, { budget = defaultBudget, shapeOf = shapeFor, gpu }: WebgpuOptions) {
    this.#session = session(opened);
    this.#gpu = gpu;
    this.#budget = budget;
    this.#shapeOf = shapeOf;
  }

  /** Opens the best adapter. @throws NoGpuError where there is none */
  static async open(options: WebgpuOptions = {}): Promise<WebgpuEngine> {
    return new WebgpuEngine(await openGpu(options.gpu), options);
  }

  describe(): Specification {
    const { adapterName, software } = this.#session.gpu;
    return {
      ...{ name: 'webgpu', device: adapterName, precision: 'float32', software },
      can: { givenUnits: 0 },
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) => this.#run(experiment, { ...options, signal }));
  }

  trace(network: SingleNetwork, { signal }: { readonly signal: AbortSignal }): Promise<Trace> {
    return this.#queue.alone(async (stopped) => {
      if (!isDrawn(network)) throw new GivenNetworkError(onlyDraws);
      const { gpu, kernels, pace } = this.#session;
      const shape = this.#shape(network.experiment);
      const [drawing, recurrence] = await Promise.all([
        kernels.forDrawing(network.experiment, shape),
        kernels.forRecurrence(network.experiment, shape, true),
      ]);
      const traced = { ...drawing, ...recurrence };
      return traceNetwork(gpu.device, traced, shape, network, pace.dispatchOperations, stopped);
    }, signal);
  }

  weights(network: DrawnNetwork): Promise<Float64Array> {
    return this.#queue.alone(async () => {
      const { gpu, kernels } = this.#session;
      const shape = this.#shape(network.experiment);
      const drawing = await kernels.forDrawing(network.experiment, shape);
      return readWeights(gpu.device, drawing, shape, network);
    });
  }

  async matrixSpectrum(): Promise<never> {
    throw new GivenNetworkError(onlyDraws);
  }

  dispose(): void {
    this.#disposed = true;
    this.#queue.dispose();
    this.#session.gpu.device.destroy();
  }

  /** For tests of recovery: what a driver's reset does. */
  loseDevice(): void {
    this.#session.gpu.device.destroy();
  }

  async *#run(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    const { from, to } = options.range ?? wholeOf(experiment);
    let first = from;
    let rebuilds = 0;
    while (first < to) {
      try {
        for await (const measurement of this.#chunks(experiment, { from: first, to }, options)) {
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

  #shape(experiment: Experiment): Shape {
    return this.#shapeOf(experiment, this.#session.gpu);
  }

  /** Chunks of a range of networks. While one is read and drawn, the device works on the next. */
  async *#chunks(
    experiment: Experiment,
    { from, to }: NetworkRange,
    options: MeasureOptions,
  ): AsyncGenerator<Measurement, void, void> {
    const { pace } = this.#session;
    const { signal } = options;
    // A trace is taken between two chunks.
    const submit = (first: number, place: 'first' | 'later') =>
      this.#queue.alone(() => this.#submit(experiment, { from: first, to }, place, options), signal);
    let ahead = submit(from, 'first');
    let started = performance.now();
    try {
      for (let first = from; first < to; ) {
        const { count, cost, measurement } = await ahead;
        first += count;
        if (first < to) {
          ahead = submit(first, 'later');
          // It is awaited in the next round, or at the end if this chunk fails.
          ahead.catch(() => undefined);
        }
        const measured = await measurement;
        const finished = performance.now();
        pace.finished(count, cost, (finished - started) / 1000);
        started = finished;
        signal.throwIfAborted();
        yield measured;
      }
    } finally {
      // Nothing of this run is submitted once the next has begun.
      await ahead.catch(() => undefined);
    }
  }

  async #submit(
    experiment: Experiment,
    { from: first, to }: NetworkRange,
    place: 'first' | 'later',
    { signal, wants = [] }: MeasureOptions,
  ): Promise<SubmittedChunk & { count: number }> {
    signal.throwIfAborted();
    const { gpu, kernels, weights, pace } = this.#session;
    const shape = this.#shape(experiment);
    const times = keptTimes(experiment).length;
    const plan = planMemory(experiment, shape, times, this.#budget);
    weights.prepare(experiment, shape, plan);
    const most = Math.min(plan.mostNetworks, weights.roomFrom(first), to - first);
    // With nothing beside the product ρ at rest is that of W.
    const restWanted = wants.includes('restRadius');
    const restComputed = restWanted && cellOf(experiment).rest.direct !== 0;
    const cost = costPerNetwork(experiment, shape, {
      draws: weights.knownFrom(first, 1) === 0,
      rest: restComputed,
    });
    const count = pace.nextChunk(place, cost, most);
    const segmentRows = plan.segmentRows(count);
    const segments = Math.ceil(experiment.steps / segmentRows);
    const [drawing, spectra, recurrence] = await Promise.all([
      kernels.forDrawing(experiment, shape),
      kernels.forSpectra(shape, restComputed),
      kernels.forRecurrence(experiment, shape, false),
    ]);
    const compiled = { ...drawing, ...spectra, ...recurrence };
    const memory = await this.#memory(shape, { networks: count, segmentRows, segments, times });
    signal.throwIfAborted();
    const chunk = {
      ...{ experiment, first, count, segmentRows, shape, memory, weights },
      ...{ kernels: compiled, restWanted },
    };
    return { count, ...(await submitChunk(gpu.device, chunk, pace.dispatchOperations, signal)) };
  }

  /** Buffers for a chunk: the last chunk's if they are large enough. */
  async #memory(shape: Shape, size: ChunkSize): Promise<ChunkMemory> {
    const current = this.#session.memory;
    if (current?.holds(shape, size)) return current;
    const { device } = this.#session.gpu;
    current?.destroy();
    this.#session.memory = undefined;
    // What the chunk in flight works in is only free when it is done.
    if (current) await device.queue.onSubmittedWorkDone();
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
    const lost = await Promise.race([this.#session.lost, pause(lossSeconds)]);
    if (lost === undefined || this.#disposed) throw error;
    this.#session = session(await openGpu(this.#gpu));
    notify?.(`The GPU was lost (${lost}): resumed on a fresh device from network ${next}.`);
  }
}

function session(gpu: Gpu): Session {
  const { device, software } = gpu;
  return {
    gpu,
    kernels: new KernelCache(device),
    weights: new WeightStore(device),
    pace: new Pace(software ? firstGuess.software : firstGuess.hardware),
    memory: undefined,
    lost: device.lost.then(({ reason, message }) => message || reason),
  };
}

function pause(seconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), 1000 * seconds));
}

function costPerNetwork(
  experiment: Experiment,
  shape: Shape,
  { draws, rest }: { readonly draws: boolean; readonly rest: boolean },
): number {
  const { warmUp, steps, inputScale, ensemble } = experiment;
  const drawn = draws ? drawCost(ensemble, shape) + spectrumOperations(shape.paddedSize) : 0;
  const rested = rest ? radiusOperations(shape.paddedSize) : 0;
  const hasInput = inputScale !== 0;
  const passes = (warmUp + steps) * stepCost(shape, hasInput) + steps * stepCost(shape, false);
  return drawn + rested + passes;
}
