/** Networks that learn on a device: their weights stay there between updates, while batches go up and losses come back. */
import type { LearnerStates, LearningNetwork } from '../../networks/learning/learning_measurement.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { adamBetas } from '../../networks/learning/training.ts';
import { breather } from '../../networks/turn.ts';
import { entry } from '../../networks/vector.ts';
import { readField } from '../facts/records.ts';
import { Pace } from '../plan.ts';
import { Buffers } from './buffers.ts';
import { parametersOf } from './chunk.ts';
import { learnersOf, learningOutcomeRecord } from './learner_facts.ts';
import {
  type BatchBuffer,
  batchSizes,
  type LearningMemory,
  planLearning,
  type ResidentBuffer,
  residentSizes,
} from './learner_memory.ts';
import { type LearnerShape, laidOut, learnerShapeOf, readOut, thetaPlaces } from './learner_shape.ts';
import { BatchDrawer, type Learner } from './learning_batch.ts';
import { LearningKernelCache, type LearningKernels } from './learning_kernels.ts';
import type { BroughtBack, LearningProgress, Some } from './learning_progress.ts';
import { learningStage } from './learning_stage.ts';
import { Program } from './program.ts';

/** Where they are brought back is looked at this often in a long call, in seconds: what they have learnt by then outlives the device. */
const keptSeconds = 2;

/** What a call is run with. */
export interface LearningRun {
  /** Bytes of all buffers. */
  readonly room: number;
  /** Whether weights may stay on the device after the call. */
  readonly stays: boolean;
  readonly signal: AbortSignal;
}

/** Those that stay on the device. */
interface Resident {
  readonly buffers: Buffers<ResidentBuffer>;
  /** What their places in memory depend on, and their number. */
  readonly name: string;
  /** What they have last been returned as, if that is all of them. */
  states: LearnerStates | undefined;
}

/** A number of networks, on their way from update to update. */
interface Class extends Some {
  readonly shape: LearnerShape;
  readonly places: Uint32Array;
  readonly adam: boolean;
  readonly kernels: LearningKernels;
  readonly memory: LearningMemory;
  readonly resident: Resident;
  readonly batch: Buffers<BatchBuffer>;
  /** The update with which each diverged, or 0, as far as anybody has heard. */
  readonly divergedAt: Int32Array;
}

/** An update that is handed to the device. */
interface Pending {
  readonly program: Program;
  readonly learners: readonly Learner[];
  readonly update: number;
}

export class Learners {
  readonly #device: GPUDevice;
  readonly #kernels: LearningKernelCache;
  readonly #pace: Pace;
  #resident: Resident | undefined;

  /** @param operationsPerSecond a careful first guess */
  constructor(device: GPUDevice, operationsPerSecond: number) {
    this.#device = device;
    this.#kernels = new LearningKernelCache(device);
    this.#pace = new Pace(operationsPerSecond);
  }

  /** Gives back what stays on the device. */
  release(): void {
    this.#resident?.buffers.destroy();
    this.#resident = undefined;
  }

  /** That these are the states of those that stay, if a call has just taken them further. */
  returned(states: LearnerStates): void {
    if (this.#resident) this.#resident.states ??= states;
  }

  /**
   * Takes all networks of a call as far as they are to come.
   * @returns whether there is room for them
   * @throws the signal's reason, or what the device has to say against the work
   */
  async run(progress: LearningProgress, { room, stays, signal }: LearningRun): Promise<boolean> {
    const [first] = progress.networks;
    if (!first) return true;
    const shape = learnerShapeOf(first);
    const { optimizer, task, batch } = first.learning;
    const adam = optimizer === 'adam';
    const longest = progress.networks.reduce(
      (most, { experiment }) => Math.max(most, tasks[task].length(experiment.steps)),
      0,
    );
    const wanted = { networks: progress.networks.length, adam, longest, batch };
    const memory = planLearning(shape, wanted, room);
    if (!memory) return false;
    const kernels = await this.#kernels.of(first, shape);
    const common = { shape, places: thetaPlaces(shape), adam, kernels, memory };
    for (let some = progress.next(memory.residents); some; some = progress.next(memory.residents)) {
      const resident = await this.#settle(progress, some, { ...common, signal });
      const slots = Math.min(memory.slots, some.to - some.from);
      const sizes = batchSizes(shape, { slots, groups: memory.groups, longest });
      const work = await Buffers.create(this.#device, sizes);
      try {
        const divergedAt = progress.states.divergedAt.slice(some.from, some.to);
        await this.#learn(
          progress,
          some.done,
          { ...some, ...common, resident, batch: work, divergedAt },
          signal,
        );
      } catch (error) {
        // What was under way has changed them.
        this.release();
        throw error;
      } finally {
        work.destroy();
      }
    }
    if (!stays || memory.residents < progress.networks.length) this.release();
    return true;
  }

  /** Brings some networks to the device, unless that is where they are. */
  async #settle(
    { networks, states, from }: LearningProgress,
    some: Some,
    { shape, places, adam }: Pick<Class, 'shape' | 'places' | 'adam'> & { readonly signal: AbortSignal },
  ): Promise<Resident> {
    const { queue } = this.#device;
    const count = some.to - some.from;
    const name = JSON.stringify([shape, adam, count]);
    const learners = learnersOf(networks.slice(some.from, some.to));
    const known = this.#resident;
    const there = known?.name === name && known.states === states && states === from;
    if (!there) this.release();
    const resident = this.#resident ?? {
      ...{ name, states: undefined },
      buffers: await Buffers.create(this.#device, residentSizes(shape, { networks: count, adam })),
    };
    this.#resident = resident;
    resident.states = undefined;
    const { of: buffers } = resident.buffers;
    queue.writeBuffer(buffers.learners, 0, learners);
    if (there) return resident;
    const laid = (values: Float64Array, change: (value: number) => number = Math.fround) =>
      laidOut(shape, places, values, some, change);
    queue.writeBuffer(buffers.theta, 0, laid(states.theta));
    queue.writeBuffer(buffers.firstMoment, 0, laid(states.first));
    if (adam) queue.writeBuffer(buffers.rootMoment, 0, laid(states.second, Math.sqrt));
    queue.writeBuffer(buffers.divergedAt, 0, states.divergedAt.slice(some.from, some.to));
    return resident;
  }

  /** All updates from `done` on. While the device works on one, the next batch is drawn. */
  async #learn(progress: LearningProgress, done: number, own: Class, signal: AbortSignal): Promise<void> {
    const breathe = breather(signal);
    let pending: Pending | undefined;
    let started = performance.now();
    let kept = started;
    const settle = async () => {
      if (!pending) return;
      const { program, learners, update } = pending;
      pending = undefined;
      const [outcomes] = await program.results();
      const finished = performance.now();
      this.#pace.finished(learners.length, program.operations, (finished - started) / 1000);
      started = finished;
      if (outcomes) read(progress, own, learners, update, outcomes);
    };
    try {
      for (let update = done; update < progress.updates; update++) {
        const learning = learnersIn(progress, own);
        if (learning.length === 0) break;
        const drawer = new BatchDrawer(progress.from.updates + update);
        for (let at = 0; at < learning.length; at += own.memory.slots) {
          const learners = learning.slice(at, at + own.memory.slots);
          for await (const program of this.#programs(progress, own, learners, { update, drawer, breathe })) {
            await program.submit(this.#device, this.#pace.dispatchOperations, signal);
            await settle();
            pending = { program, learners, update };
          }
        }
        if (performance.now() - kept > 1000 * keptSeconds && update + 1 < progress.updates) {
          await settle();
          progress.keep(own, update + 1, await this.#bringBack(progress, own, signal), own.divergedAt);
          started = performance.now();
          kept = started;
        }
      }
      await settle();
    } finally {
      // Nothing comes back any more of what failed.
      await pending?.program.results().catch(() => undefined);
    }
    progress.keep(own, progress.updates, await this.#bringBack(progress, own, signal), own.divergedAt);
  }

  /** One update of some networks, a program for each part of their batches for which there is room. */
  async *#programs(
    { networks, from }: LearningProgress,
    { shape, adam, kernels, memory, resident, batch }: Class,
    learners: readonly Learner[],
    {
      update,
      drawer,
      breathe,
    }: {
      readonly update: number;
      readonly drawer: BatchDrawer;
      readonly breathe: () => Promise<void> | undefined;
    },
  ): AsyncGenerator<Program, void, void> {
    const [first] = networks;
    if (!first) return;
    const number = from.updates + update + 1;
    const all = Math.ceil(first.learning.batch / 4);
    const { queue } = this.#device;
    const [beta1, beta2] = adamBetas;
    for (let begin = 0; begin < all; begin += memory.groups) {
      const end = Math.min(all, begin + memory.groups);
      const laid = await drawer.draw(shape, learners, { from: begin, to: end }, breathe);
      const { slots, inputs, targets } = batch.of;
      queue.writeBuffer(slots, 0, laid.slots);
      queue.writeBuffer(inputs, 0, laid.inputs);
      queue.writeBuffer(targets, 0, laid.targets);
      const program = new Program();
      learningStage({
        ...{ program, kernels, shape, adam, slots: learners.length },
        buffers: { ...batch.of, ...resident.buffers.of },
        parameters: {
          ...parametersOf(first.experiment, 0, 0, 0),
          ...{ groups: end - begin, longest: laid.longest, asked: laid.asked, update: number },
          firstCorrection: 1 / (1 - beta1 ** number),
          secondCorrection: 1 / Math.sqrt(1 - beta2 ** number),
        },
        ...{ begins: begin === 0, ends: end === all },
        dispatchOperations: this.#pace.dispatchOperations,
      });
      if (end === all) program.bringBack(batch.of.outcomes, learningOutcomeRecord.bytes * learners.length);
      yield program;
    }
  }

  /** θ and what the optimiser remembers, a piece after another. */
  async #bringBack(
    { from: { second } }: LearningProgress,
    { from, to, shape, places, adam, memory, resident }: Class,
    signal: AbortSignal,
  ): Promise<BroughtBack> {
    const bytes = 4 * shape.stride;
    const { theta, firstMoment, rootMoment } = resident.buffers.of;
    const together = Math.max(1, Math.floor(memory.piece / bytes));
    const size = places.length;
    const values = async (buffer: GPUBuffer, change: (value: number) => number) => {
      const all = new Float64Array((to - from) * size);
      for (let first = 0; first < to - from; first += together) {
        const count = Math.min(together, to - from - first);
        const program = new Program();
        program.bringBack(buffer, count * bytes, first * bytes);
        await program.submit(this.#device, Number.POSITIVE_INFINITY, signal);
        const [piece] = await program.results();
        if (piece) all.set(readOut(shape, places, new Float32Array(piece), change), first * size);
      }
      return all;
    };
    return {
      theta: await values(theta, (value) => value),
      first: await values(firstMoment, (value) => value),
      second: adam ? await values(rootMoment, (root) => root ** 2) : second.slice(from * size, to * size),
    };
  }
}

/** Those that have not diverged, the longest sequences first. */
function learnersIn({ networks }: LearningProgress, { from, to, divergedAt }: Class): Learner[] {
  const lengthOf = ({ experiment, learning }: LearningNetwork) =>
    tasks[learning.task].length(experiment.steps);
  return networks
    .slice(from, to)
    .map((network, place) => ({ network, place }))
    .filter(({ place }) => divergedAt[place] === 0)
    .sort((a, b) => lengthOf(b.network) - lengthOf(a.network));
}

/** Notes what has come of an update. */
function read(
  progress: LearningProgress,
  { from, divergedAt }: Class,
  learners: readonly Learner[],
  update: number,
  outcomes: ArrayBuffer,
): void {
  const [reals, words] = [new Float32Array(outcomes), new Int32Array(outcomes)];
  for (const [slot, { place }] of learners.entries()) {
    const diverged = readField(learningOutcomeRecord, 'divergedAt', words, slot);
    if (entry(divergedAt, place) === 0) divergedAt[place] = diverged;
    if (diverged !== 0) continue;
    const loss = readField(learningOutcomeRecord, 'loss', reals, slot);
    const sum = readField(learningOutcomeRecord, 'sumOfSquares', reals, slot);
    const exponent = readField(learningOutcomeRecord, 'exponent', words, slot);
    progress.note(from + place, update, loss, Math.sqrt(sum) * 2 ** exponent);
  }
}
