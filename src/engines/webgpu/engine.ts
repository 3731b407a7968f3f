/** The GPU as an engine: chunks of networks through WGSL kernels, resumed on a fresh device if one is lost. */

import { type Machine, mostOf } from '../../analysis/roofline.ts';
import { type Experiment, keptTimes, type NetworkRange, wholeOf } from '../../experiment/experiment.ts';
import { cellOf, isStaged } from '../../networks/cells.ts';
import type { GivenNetwork } from '../../networks/given/given_network.ts';
import type {
  LearningNetwork,
  LearningReport,
  TrainOptions,
} from '../../networks/learning/learning_measurement.ts';
import { framePlan, type SpectrumMeasurement } from '../../networks/lyapunov.ts';
import type { Measurement, WorkSeconds } from '../../networks/measurement.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../../networks/single_network.ts';
import type { Trace, TraceOptions } from '../../networks/trace.ts';
import { DrawnSpectra } from '../drawn_spectra.ts';
import {
  type Engine,
  findsSpectra,
  type MeasureOptions,
  type Specification,
  type SpectrumOptions,
} from '../engine.ts';
import { requireExponents } from '../exponents.ts';
import { Float64Networks } from '../float64_networks.ts';
import { completedInFloat64, spectraInFloat64 } from '../float64_spectra.ts';
import { requireFloat32, requireUnits } from '../given.ts';
import { requireHeld } from '../limits.ts';
import { Pace } from '../plan.ts';
import { EngineQueue } from '../queue.ts';
import { radiusOperations, spectrumOperations } from '../spectral_radius.ts';
import { traceWithinRange, withinRange } from '../within_range.ts';
import { answered } from './answered.ts';
import { Buffers, bytesHeld, type Sizes } from './buffers.ts';
import { type SubmittedChunk, submitChunk, type Unclocked } from './chunk.ts';
import { type Gpu, openGpu } from './device.ts';
import { drawCost } from './draw_stage.ts';
import { OutOfMemoryError } from './errors.ts';
import { type CarriedChunk, keptNorms, submitFrames } from './frame_chunk.ts';
import { frameShapeFor } from './frame_shape.ts';
import { frameCost, windowPlaces } from './frame_stage.ts';
import { KernelCache } from './kernel.ts';
import type { Learners } from './learners.ts';
import type { Halfway, Submission } from './legs.ts';
import {
  carryingSizes,
  chunkSizes,
  copyBytes,
  defaultBudget,
  learningRoom,
  leastBudget,
  planCarrying,
  planMemory,
  traceRows,
} from './memory.ts';
import { measurePeaks } from './peak.ts';
import { stepCost } from './recurrence_stage.ts';
import { mostInvocations, type Shape } from './shape.ts';
import { termCost } from './term_stage.ts';
import { drawnOrigin, givenOrigin, readWeights, type Setting, traceNetwork } from './trace.ts';
import { trialRate } from './trial.ts';
import { type NamedAdapter, Tuner } from './tuning.ts';
import { WeightStore } from './weight_store.ts';

/** Careful first guesses of arithmetic rate, in operations a second. */
const firstGuess = { software: 2e9, hardware: 5e10 };
/** A device that is lost this often in one piece of work is not asked for again. */
const mostRebuilds = 3;
/** Work on a lost device may fail this much earlier than the loss is told. */
const lossSeconds = 0.5;

/** What may be said to an engine when it is opened. */
interface WebgpuOptions {
  /** Bytes of device memory to use at most. */
  readonly budget?: number;
  /** How networks are laid over workgroups: as a tuner says that tries and remembers, unless this says so. */
  readonly tuner?: Tuner;
  readonly shapeOf?: (experiment: Experiment, adapter: NamedAdapter) => Shape;
  /** Where adapters come from: the browser unless said. */
  readonly gpu?: GPU;
}

/** Everything that goes when the device goes. */
interface Session {
  readonly gpu: Gpu;
  readonly kernels: KernelCache;
  readonly weights: WeightStore;
  readonly pace: Pace;
  /** What the last chunk has worked in. */
  chunkBuffers: Buffers<string> | undefined;
  /** Networks that learn, once there have been some. */
  learners: Learners | undefined;
  /** Settles, with the reason, when the device is gone. */
  readonly lost: Promise<string>;
  /** What has come after it, once somebody has asked. */
  successor: Promise<Session> | undefined;
}

/** How far the chunks of a run have come that take long, by their first network. */
type Halfways = Map<number, Halfway>;

/** How the kernels trace. */
type KernelTrace = TraceOptions & Required<Pick<TraceOptions, 'stretch'>>;

/** What a piece of work was tried with. */
interface Attempt {
  readonly session: Session;
  readonly budget: number;
}

/** A chunk that has been handed to the device, and how many networks it has. */
type Counted<Unread> = SubmittedChunk<Unread> & { readonly count: number };

/** What is done to one chunk after another. */
interface Work<Unread, Chunk> {
  /** Hands the device the first networks of a range. */
  readonly submit: (
    place: 'first' | 'later',
    range: NetworkRange,
    attempt: Attempt,
    halfways: Halfways,
  ) => Promise<Counted<Unread>>;
  /** Makes a chunk of what came back, and of how long it took. */
  readonly complete: (unread: Unread, seconds: WorkSeconds) => Promise<Chunk>;
}

/** A chunk that is about to be submitted. */
interface PlannedChunk {
  readonly session: Session;
  readonly buffers: Buffers<string>;
  readonly first: number;
  readonly count: number;
  /** Operations that a network is planned to cost. */
  readonly cost: number;
  readonly halfways: Halfways;
}

type Question<Answer> = (attempt: Attempt, signal: AbortSignal) => Promise<Answer>;

export class WebgpuEngine implements Engine {
  #session: Session;
  #budget: number;
  #disposed = false;
  readonly #queue = new EngineQueue();
  readonly #spectra = DrawnSpectra.ofEigenvalues();
  readonly #inFloat64 = new Float64Networks();
  readonly #tuner: Tuner;
  readonly #shapeOf: (experiment: Experiment, adapter: NamedAdapter) => Shape;
  readonly #gpu: GPU | undefined;
  #machine: Machine | undefined;
  /** Measures that are under way: one at most has its turn. */
  #measuring = 0;

  private constructor(
    opened: Gpu,
    tuner: Tuner,
    { budget = defaultBudget, shapeOf, gpu }: Omit<WebgpuOptions, 'tuner'>,
  ) {
    this.#session = session(opened);
    this.#gpu = gpu;
    this.#budget = budget;
    this.#tuner = tuner;
    this.#shapeOf = shapeOf ?? ((experiment, adapter) => tuner.shapeFor(experiment, adapter));
  }

  /** Opens the best adapter. @throws NoGpuError where there is none */
  static async open(options: WebgpuOptions = {}): Promise<WebgpuEngine> {
    return WebgpuEngine.on(await openGpu(options.gpu), options);
  }

  /** The engine on a GPU that has been opened. */
  static async on(
    opened: Gpu,
    { tuner = new Tuner(), ...options }: WebgpuOptions = {},
  ): Promise<WebgpuEngine> {
    await tuner.meet(opened);
    return new WebgpuEngine(opened, tuner, options);
  }

  describe(): Specification {
    const { adapterName, software } = this.#session.gpu;
    return {
      ...{ name: 'webgpu', device: adapterName, precision: 'float32', software },
      can: { givenUnits: mostInvocations },
      tuning: this.#tuner.sentences,
    };
  }

  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      // Kernels would run in vain.
      isStaged(experiment)
        ? this.#inFloat64.standIn(experiment, { ...options, signal })
        : this.#run(experiment, { ...options, signal }),
    );
  }

  spectrum(
    experiment: Experiment,
    options: SpectrumOptions,
  ): AsyncGenerator<SpectrumMeasurement, void, void> {
    return this.#queue.measure(options.signal, (signal) =>
      isStaged(experiment)
        ? spectraInFloat64(experiment, { ...options, signal })
        : this.#carry(experiment, { ...options, signal }),
    );
  }

  train(networks: readonly LearningNetwork[], options: TrainOptions): Promise<LearningReport> {
    return this.#queue.alone((signal) => this.#train(networks, { ...options, signal }), options.signal);
  }

  async trace(network: SingleNetwork, { signal, ...options }: TraceOptions): Promise<Trace> {
    if (isDrawn(network)) {
      requireHeld(network.experiment, 'webgpu');
    } else {
      requireUnits(network.hiddenSize, this.describe());
      requireFloat32(network);
    }
    return this.#ask(
      (attempt, stopped) =>
        traceWithinRange(network, { ...options, signal: stopped }, (stretch) =>
          isDrawn(network)
            ? this.#traceDrawn(network, attempt, { ...options, signal: stopped, stretch })
            : this.#traceGiven(network, attempt, { ...options, signal: stopped, stretch }),
        ),
      signal,
    );
  }

  async weights(network: DrawnNetwork): Promise<Float64Array> {
    const { experiment } = network;
    requireHeld(experiment, 'webgpu');
    return this.#ask(async (attempt, signal) => {
      const setting = this.#setting(experiment, attempt, signal);
      const drawing = await attempt.session.kernels.forDrawing(experiment, setting.shape);
      return readWeights(setting, drawing, network);
    });
  }

  async machine(): Promise<Machine> {
    const measured = await this.#queue.betweenMeasures((signal) => this.#answer(measureMachine, signal));
    this.#machine = mostOf(this.#machine ?? measured, measured);
    return this.#machine;
  }

  held(): number {
    return bytesHeld(this.#session.gpu.device);
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
    requireHeld(experiment, 'webgpu');
    const range = options.range ?? wholeOf(experiment);
    const { signal, notify, wants = [] } = options;
    await this.#tune(experiment, range.to - range.from, options);
    const misfit = this.#tuner.misfit(experiment, this.#session.gpu);
    if (misfit) notify?.(misfit);
    yield* this.#resumed(range, options, {
      submit: (place, ...where) => this.#submit(experiment, options, place, ...where),
      complete: async (unclocked: Unclocked, seconds) => {
        const chunk = { ...unclocked, seconds };
        const held = findsSpectra(options) ? await this.#spectra.complete(chunk, experiment, signal) : chunk;
        return withinRange(held, experiment, wants, signal);
      },
    });
  }

  /** Frames by the kernels; networks that leave their range in float64. */
  async *#carry(
    experiment: Experiment,
    options: SpectrumOptions,
  ): AsyncGenerator<SpectrumMeasurement, void, void> {
    requireHeld(experiment, 'webgpu');
    requireExponents(experiment, options.exponents);
    yield* this.#resumed(options.range ?? wholeOf(experiment), options, {
      submit: (place, ...where) => this.#submitFrames(experiment, options, place, ...where),
      complete: async ({ measurement, beyond }: CarriedChunk, { drawing, passes }) => {
        const chunk = { ...measurement, seconds: drawing + passes };
        return beyond.length === 0 ? chunk : completedInFloat64(chunk, beyond, experiment, options);
      },
    });
  }

  /** By the kernels, unless they cannot. What learning needs is loaded with the first that learn. */
  async #train(networks: readonly LearningNetwork[], options: TrainOptions): Promise<LearningReport> {
    const { notify } = options;
    const staged = networks.some(({ experiment }) => isStaged(experiment));
    if (!staged && options.precision === undefined) {
      const { Learners } = await import('./learners.ts');
      const { LearningProgress } = await import('./learning_progress.ts');
      const progress = new LearningProgress(networks, options);
      const learn: Question<boolean> = async ({ session, budget }, signal) => {
        const { gpu, weights } = session;
        session.learners ??= new Learners(gpu.device, firstGuess[gpu.software ? 'software' : 'hardware']);
        const stays = this.#measuring === 0;
        if (stays) {
          weights.evict();
          session.chunkBuffers?.destroy();
          session.chunkBuffers = undefined;
        }
        return session.learners.run(progress, { room: learningRoom(budget, stays), stays, signal });
      };
      const updateAt = () => `update ${options.from.updates + (progress.next(1)?.done ?? 0)}`;
      if (await this.#answer(learn, options.signal, (what) => notify?.(what(updateAt())))) {
        const report = progress.report();
        this.#session.learners?.returned(report.states);
        return report;
      }
    }
    const { trainInFloat64 } = await import('../train.ts');
    return trainInFloat64(networks, options);
  }

  /** Chunks of a range of networks, gone on with on a fresh device where one is lost, or with less memory. */
  async *#resumed<Unread, Chunk extends { readonly first: number; readonly count: number }>(
    { from, to }: NetworkRange,
    { signal, notify }: MeasureOptions,
    work: Work<Unread, Chunk>,
  ): AsyncGenerator<Chunk, void, void> {
    let first = from;
    const halfways: Halfways = new Map();
    this.#measuring += 1;
    try {
      await this.#makeRoom(signal);
      for (let rebuilds = 0; first < to; ) {
        const attempt = this.#attempt();
        try {
          for await (const chunk of this.#chunks({ from: first, to }, attempt, signal, work, halfways)) {
            halfways.delete(first);
            first = chunk.first + chunk.count;
            yield chunk;
          }
        } catch (error) {
          signal.throwIfAborted();
          const devices = await this.#recover(error, attempt, rebuilds, (what) =>
            notify?.(what(`network ${first}`)),
          );
          rebuilds += devices;
          // With less memory chunks are others. A lost device may say that its memory is short.
          if (devices === 0) halfways.clear();
        }
      }
    } finally {
      this.#measuring -= 1;
    }
  }

  /** Before a measure: networks that learn have the memory of nobody else only while nothing is measured. */
  async #makeRoom(signal: AbortSignal): Promise<void> {
    if (!this.#session.learners) return;
    await this.#queue.alone(async () => this.#session.learners?.release(), signal);
  }

  /**
   * Tries layouts before a run that is worth it. Choices change here alone, where no run is under way: so one run has one
   * shape, as its chunks and its questions need it.
   */
  async #tune(experiment: Experiment, networks: number, options: MeasureOptions): Promise<void> {
    const { session, budget } = this.#attempt();
    const { gpu, pace, kernels } = session;
    const { wants = [], signal } = options;
    const cost = costPerNetwork(experiment, this.#shapeOf(experiment, gpu), {
      ...{ draws: false, spectra: false, rest: false, summed: wants.includes('parameterNorm') },
    });
    if (!this.#tuner.isWorthwhile(experiment, gpu, pace.secondsOf(networks * cost))) return;
    const alone = <Result>(work: () => Promise<Result>, stopped: AbortSignal) =>
      this.#queue.alone(work, stopped);
    const bench = { device: gpu.device, kernels, budget, alone };
    const rate = (shape: Shape, stopped: AbortSignal) => trialRate(bench, experiment, shape, stopped);
    await this.#tuner.tune(experiment, gpu, rate, signal);
  }

  /** A question. Chunks are submitted before and after it. */
  #ask<Answer>(answer: Question<Answer>, signal?: AbortSignal): Promise<Answer> {
    return this.#queue.alone((stopped) => this.#answer(answer, stopped), signal);
  }

  /** What a question comes to, asked again where the device was lost or its memory ran out. */
  async #answer<Answer>(
    question: Question<Answer>,
    stopped: AbortSignal,
    notify: (sentence: (next: string) => string) => void = () => undefined,
  ): Promise<Answer> {
    for (let rebuilds = 0; ; ) {
      const attempt = this.#attempt();
      try {
        return await question(attempt, stopped);
      } catch (error) {
        stopped.throwIfAborted();
        rebuilds += await this.#recover(error, attempt, rebuilds, notify);
      }
    }
  }

  async #traceDrawn(
    network: DrawnNetwork,
    attempt: Attempt,
    { signal, stretch, progress }: KernelTrace,
  ): Promise<Trace | undefined> {
    const { experiment } = network;
    const { kernels } = attempt.session;
    const setting = this.#setting(experiment, attempt, signal);
    const segmentRows = traceRows(setting.shape, { steps: experiment.steps, given: false }, attempt.budget);
    const [drawing, recurrence] = await Promise.all([
      kernels.forDrawing(experiment, setting.shape),
      kernels.forRecurrence(experiment, setting.shape, 'traced'),
    ]);
    return traceNetwork(setting, recurrence, drawnOrigin(drawing, network), {
      ...{ segmentRows, stretch, progress },
    });
  }

  async #traceGiven(
    network: GivenNetwork,
    attempt: Attempt,
    { signal, stretch, progress }: KernelTrace,
  ): Promise<Trace | undefined> {
    const origin = givenOrigin(network);
    const { experiment } = origin;
    const setting = this.#setting(experiment, attempt, signal);
    const segmentRows = traceRows(setting.shape, { steps: experiment.steps, given: true }, attempt.budget);
    const recurrence = await attempt.session.kernels.forRecurrence(experiment, setting.shape, 'given');
    return traceNetwork(setting, recurrence, origin, { segmentRows, stretch, progress });
  }

  #attempt(): Attempt {
    return { session: this.#session, budget: this.#budget };
  }

  /** What a question about a network of an experiment is answered with. */
  #setting(experiment: Experiment, { session: { gpu, pace } }: Attempt, signal: AbortSignal): Setting {
    const { dispatchOperations } = pace;
    return { device: gpu.device, shape: this.#shapeOf(experiment, gpu), dispatchOperations, signal };
  }

  /** Chunks of a range of networks. While one is read and drawn, the device works on the next. */
  async *#chunks<Unread, Chunk>(
    { from, to }: NetworkRange,
    attempt: Attempt,
    signal: AbortSignal,
    { submit: submitOne, complete }: Work<Unread, Chunk>,
    halfways: Halfways,
  ): AsyncGenerator<Chunk, void, void> {
    const { pace } = attempt.session;
    const submit = (first: number, place: 'first' | 'later') => {
      const submitted = submitOne(place, { from: first, to }, attempt, halfways);
      // It is awaited in the next round, or at the end if this chunk fails.
      submitted.catch(() => undefined);
      return submitted;
    };
    let ahead = submit(from, 'first');
    let started = performance.now();
    try {
      for (let first = from; first < to; ) {
        const { count, cost, measurement, begun, drawnAt } = await ahead;
        first += count;
        if (first < to) ahead = submit(first, 'later');
        const unread = await measurement;
        const finished = performance.now();
        // It waits for the chunk before it, and the first one for its kernels.
        const start = Math.max(started, begun);
        const drawn = Math.max(start, drawnAt() ?? start);
        const seconds = { drawing: (drawn - start) / 1000, passes: (finished - drawn) / 1000 };
        pace.finished(count, cost, (finished - started) / 1000);
        started = finished;
        signal.throwIfAborted();
        yield await complete(unread, seconds);
      }
    } finally {
      // Nothing of this run is submitted once the next has begun.
      await ahead.catch(() => undefined);
    }
  }

  async #submit(
    experiment: Experiment,
    options: MeasureOptions,
    place: 'first' | 'later',
    { from: first, to }: NetworkRange,
    { session, budget }: Attempt,
    halfways: Halfways,
  ): Promise<Counted<Unclocked>> {
    const { signal, wants = [] } = options;
    signal.throwIfAborted();
    const { gpu, kernels, weights, pace } = session;
    const shape = this.#shapeOf(experiment, gpu);
    const times = keptTimes(experiment).length;
    const plan = planMemory(experiment, shape, times, wants, budget);
    weights.prepare(experiment, shape, plan);
    const most = Math.min(plan.mostNetworks, weights.roomFrom(first), to - first);
    // With nothing beside the product ρ at rest is that of W.
    const restComputed = wants.includes('restRadius') && cellOf(experiment).rest.direct !== 0;
    const summed = wants.includes('parameterNorm');
    const spectra = findsSpectra(options);
    const cost = costPerNetwork(experiment, shape, {
      draws: spectra ? weights.knownFrom(first, 1) === 0 : false,
      spectra,
      rest: restComputed,
      summed,
    });
    const halfway = halfways.get(first);
    const count = halfway?.count ?? pace.nextChunk(place, cost, most);
    const segmentRows = halfway?.segmentRows ?? plan.segmentRows(count);
    const segments = Math.ceil(experiment.steps / segmentRows);
    const [drawing, squaring, terms, recurrence] = await Promise.all([
      kernels.forDrawing(experiment, shape),
      kernels.forSpectra(shape, restComputed),
      summed ? kernels.forTerms(shape) : undefined,
      kernels.forRecurrence(experiment, shape, summed ? 'summed' : 'measured'),
    ]);
    const compiled = { ...drawing, ...squaring, ...recurrence, terms };
    const sizes = chunkSizes(shape, { networks: count, segmentRows, segments, times }, wants);
    const buffers = await chunkBuffers(session, sizes);
    signal.throwIfAborted();
    const chunk = {
      ...{ experiment, first, count, segmentRows, shape, buffers, sizes, weights },
      ...{ kernels: compiled, wants, spectra },
    };
    const submission = this.#submission(options, { session, buffers, first, count, cost, halfways });
    return { count, ...(await submitChunk(chunk, submission)) };
  }

  /** How many networks a chunk of frames has is planned as it is for a measure: the first of a run is as short. */
  async #submitFrames(
    asked: Experiment,
    options: SpectrumOptions,
    place: 'first' | 'later',
    { from: first, to }: NetworkRange,
    { session, budget }: Attempt,
    halfways: Halfways,
  ): Promise<Counted<CarriedChunk>> {
    const { signal, exponents, every } = options;
    signal.throwIfAborted();
    const { gpu, kernels, weights, pace } = session;
    const plan = framePlan(asked, every);
    const experiment = { ...asked, steps: plan.align + plan.steps };
    const shape = this.#shapeOf(asked, gpu);
    const frame = frameShapeFor(shape, exponents);
    const windows = windowPlaces(plan);
    const memory = planCarrying(experiment, shape, frame, windows, budget);
    weights.prepare(asked, shape, planMemory(asked, shape, keptTimes(asked).length, [], budget));
    const most = Math.min(memory.mostNetworks, weights.roomFrom(first), to - first);
    const carried = frameCost(shape, frame, plan);
    const cost =
      carried +
      costPerNetwork(experiment, shape, {
        ...{ draws: false, spectra: false, rest: false, summed: false },
      });
    const halfway = halfways.get(first);
    const count = halfway?.count ?? pace.nextChunk(place, cost, most);
    // A segment is a part of a leg: its steps are taken forward twice, which is little beside the frame.
    const leg = Math.ceil((experiment.steps * pace.legOperations) / (count * carried));
    const rows = memory.segmentRows(count);
    const fewest = Math.min(rows, Math.ceil(Math.sqrt(experiment.steps)));
    const segmentRows = halfway?.segmentRows ?? Math.max(fewest, Math.min(rows, leg));
    const segments = Math.ceil(experiment.steps / segmentRows);
    const [drawing, recurrence, frames] = await Promise.all([
      kernels.forDrawing(experiment, shape),
      kernels.forRecurrence(experiment, shape, 'measured'),
      kernels.forFrames(experiment, shape, frame),
    ]);
    const sizes = carryingSizes(shape, frame, {
      ...{ networks: count, segmentRows, segments, times: keptNorms, windows },
    });
    const buffers = await chunkBuffers(session, sizes);
    signal.throwIfAborted();
    const chunk = {
      ...{ experiment, asked: { experiment: asked, exponents }, plan, first, count, segmentRows },
      ...{ shape, frame, buffers, sizes, weights },
      kernels: { ...drawing, ...recurrence, ...frames },
    };
    const submission = this.#submission(options, { session, buffers, first, count, cost, halfways });
    return { count, ...(await submitFrames(chunk, submission)) };
  }

  /** How a chunk is submitted that is planned to cost so much a network. */
  #submission(
    { signal, progress }: MeasureOptions,
    { session, buffers, first, count, cost, halfways }: PlannedChunk,
  ): Submission {
    const { gpu, pace } = session;
    const { dispatchOperations, legOperations } = pace;
    return {
      ...{ device: gpu.device, dispatchOperations, legOperations, signal, halfway: halfways.get(first) },
      // Questions are answered between two legs, and one may have had to make room.
      alone: (work) =>
        this.#queue.alone(() => {
          if (session.chunkBuffers !== buffers) throw new OutOfMemoryError('The buffers were given back');
          return work();
        }, signal),
      progress: (operations) => progress?.(count * Math.min(1, operations / (count * cost))),
      keep: (left) => halfways.set(first, left),
    };
  }

  /**
   * After work that failed: a fresh device, or a smaller budget, unless that has come meanwhile. Resolves to how many
   * devices it took. @throws the error where neither helps
   */
  async #recover(
    error: unknown,
    { session: failed, budget }: Attempt,
    rebuilds: number,
    notify: (sentence: (next: string) => string) => void,
  ): Promise<0 | 1> {
    // A lost device may say that its memory is short: whether it is lost is asked first.
    const lost = await Promise.race([failed.lost, pause(lossSeconds)]);
    if (this.#disposed) throw error;
    if (lost !== undefined && rebuilds < mostRebuilds) {
      failed.successor ??= openGpu(this.#gpu).then(async (gpu) => {
        await this.#tuner.meet(gpu);
        return session(gpu);
      });
      const successor = await failed.successor;
      if (this.#disposed) successor.gpu.device.destroy();
      if (this.#session === failed) this.#session = successor;
      notify((next) => `The GPU was lost (${lost}): resumed on a fresh device from ${next}.`);
      return 1;
    }
    if (!(error instanceof OutOfMemoryError) || budget <= leastBudget) throw error;
    if (this.#budget === budget) this.#budget = Math.max(leastBudget, budget / 2);
    failed.weights.evict();
    failed.learners?.release();
    failed.chunkBuffers?.destroy();
    failed.chunkBuffers = undefined;
    notify(() => `The GPU ran out of memory: going on with ${this.#budget / 2 ** 20} MiB.`);
    return 0;
  }
}

async function measureMachine({ session, budget }: Attempt, signal: AbortSignal): Promise<Machine> {
  const { device, software, facts } = session.gpu;
  return {
    peaks: await measurePeaks(device, { software, bytes: copyBytes(budget), signal }),
    ...{ bytesPerNumber: 4, trajectoriesCrossMemory: true },
    facts: [...facts, ['memory budget', `${budget / 2 ** 20} MiB`]],
  };
}

function session(gpu: Gpu): Session {
  const { device, software } = gpu;
  return {
    gpu,
    kernels: new KernelCache(device),
    weights: new WeightStore(device),
    pace: new Pace(software ? firstGuess.software : firstGuess.hardware),
    chunkBuffers: undefined,
    learners: undefined,
    lost: device.lost.then(({ reason, message }) => message || reason),
    successor: undefined,
  };
}

/** Buffers for a chunk: the last chunk's if they are large enough. @throws OutOfMemoryError */
async function chunkBuffers<Name extends string>(
  session: Session,
  sizes: Sizes<Name>,
): Promise<Buffers<Name>> {
  const current = session.chunkBuffers;
  if (current?.holds(sizes)) return current;
  const { device } = session.gpu;
  current?.destroy();
  session.chunkBuffers = undefined;
  // What the chunk in flight works in is only free when it is done.
  if (current) await answered('work', device.queue.onSubmittedWorkDone());
  const buffers = await Buffers.create(device, sizes);
  session.chunkBuffers = buffers;
  return buffers;
}

function pause(seconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), 1000 * seconds));
}

function costPerNetwork(
  experiment: Experiment,
  shape: Shape,
  { draws, spectra, rest, summed }: Readonly<Record<'draws' | 'spectra' | 'rest' | 'summed', boolean>>,
): number {
  const { warmUp, steps, inputScale, ensemble } = experiment;
  const drawn = draws ? drawCost(ensemble, shape) : 0;
  const squared = draws && spectra ? spectrumOperations(shape.paddedSize) : 0;
  const rested = rest ? radiusOperations(shape.paddedSize) : 0;
  const hasInput = inputScale !== 0;
  const passes = (warmUp + steps) * stepCost(shape, hasInput) + steps * stepCost(shape, false);
  const sums = summed ? steps * termCost(shape) : 0;
  return drawn + squared + rested + passes + sums;
}
