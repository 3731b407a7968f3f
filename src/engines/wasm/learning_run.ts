/** Networks that learn in the workers of the CPU engine: each through all its updates before the next, so that nothing of it leaves the nearest caches on the way. */
import {
  type LearnerStates,
  type LearningNetwork,
  type LearningReport,
  type TrainOptions,
  updateOperations,
} from '../../networks/learning/learning_measurement.ts';
import { drawSequences } from '../../networks/learning/sequences.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { streamOf } from '../train.ts';
import type { CompiledKernels } from './kernels.ts';
import type { LearnTask, Precision } from './learn_task.ts';
import {
  batchNumbers,
  exchangeBytes,
  learnerLayout,
  learnerParameters,
  trainingFacts,
} from './learner_facts.ts';
import { compileLearningKernels, learnerBytes } from './learning_kernels.ts';
import type { Memory } from './memory.ts';
import { type Program, Thread } from './thread.ts';

/** Bytes of sequences that a worker is told at once. */
const mostSequenceBytes = 2 ** 20;
/** Messages on their way with each worker, so that it need not wait for the next one. */
const messagesAhead = 2;
/** Networks that a message is about, at most. */
const mostTogether = 64;

const program: Program = {
  worker: () => new Worker(new URL('./learner.js', import.meta.url), { type: 'module' }),
  source: () => import('./learner.js?raw'),
};

/** What stays from question to question: compiled kernels, and workers. */
export class Learners {
  readonly #compiled: CompiledKernels;
  readonly #most: number;
  readonly #memory: Memory;
  readonly #kernels = new Map<Precision, Promise<WebAssembly.Module>>();
  readonly #threads = new Map<number, Promise<Thread>>();
  readonly #awake = new Set<Thread>();

  /**
   * @param compiled the engine's, of which those that learn are the same build
   * @param most workers at most
   */
  constructor(compiled: CompiledKernels, most: number, memory: Memory) {
    this.#compiled = compiled;
    this.#most = most;
    this.#memory = memory;
  }

  /** @throws the signal's reason; {RangeError} in a sentence, where sequences are longer than there is room for */
  async train(
    networks: readonly LearningNetwork[],
    { from, updates, signal, ...options }: TrainOptions,
  ): Promise<LearningReport> {
    const start = performance.now();
    const precision: Precision = options.precision ?? 'float32';
    const [one] = networks;
    const count = networks.length;
    const states = copied(from, updates);
    const report = {
      losses: new Float64Array(updates * count).fill(Number.NaN),
      gradientNorms: new Float64Array(updates * count).fill(Number.NaN),
    };
    if (one && updates > 0) {
      const kernels = await this.#module(precision);
      const lengths = networks.map(({ experiment, learning }) =>
        tasks[learning.task].length(experiment.steps),
      );
      const layout = learnerLayout(
        one,
        lengths.reduce((a, b) => Math.max(a, b)),
        precision,
      );
      const together = updatesTogether(networks, updates);
      const own =
        learnerBytes(kernels, layout) +
        networks.reduce((most, network) => Math.max(most, exchangeBytes(network, together)), 0);
      const workers = this.#memory.forLearning(one.experiment, own, Math.min(this.#most, count));
      const task = { kind: 'learn', kernels, precision, layout, bytes: own } as const;
      const failed = new AbortController();
      const stopped = AbortSignal.any([signal, failed.signal]);
      const course = { networks, task, states, report, from, updates, together, stopped };
      const waiting = groupsOf(networks, states, { together, courses: workers * messagesAhead }).values();
      const courses = Array.from({ length: workers * messagesAhead }, async (_, number) => {
        const thread = await this.#thread(number % workers);
        let room: Float64Array<ArrayBuffer> | undefined;
        // Whoever is free takes the next.
        for (const places of waiting) room = await followed(places, { ...course, thread }, room);
      });
      for (const course of courses) course.catch((error) => failed.abort(error));
      // What is still with the workers is not mixed with what is asked next.
      await Promise.allSettled(courses);
      stopped.throwIfAborted();
    }
    return {
      ...{ ...report, states },
      operations: updates * networks.reduce((sum, network) => sum + updateOperations(network), 0),
      seconds: (performance.now() - start) / 1000,
    };
  }

  /** Bytes of memory that they hold now. */
  get held(): number {
    return [...this.#awake].reduce((bytes, thread) => bytes + thread.held, 0);
  }

  /** Lets go of it. */
  async rest(): Promise<void> {
    await Promise.all([...this.#awake].map((thread) => thread.run({ kind: 'empty', what: 'answering' })));
  }

  dispose(): void {
    for (const thread of this.#threads.values())
      thread.then(
        (woken) => woken.close(),
        () => undefined,
      );
  }

  #module(precision: Precision): Promise<WebAssembly.Module> {
    const known = this.#kernels.get(precision);
    if (known) return known;
    const { learning, relaxed } = this.#compiled;
    const module = learning ? Promise.resolve(learning) : compileLearningKernels(precision, relaxed);
    this.#kernels.set(precision, module);
    module.catch(() => this.#kernels.delete(precision));
    return module;
  }

  #thread(place: number): Promise<Thread> {
    const known = this.#threads.get(place);
    if (known) return known;
    const thread = Thread.of(program);
    this.#threads.set(place, thread);
    thread.then(
      (awake) => this.#awake.add(awake),
      () => this.#threads.delete(place),
    );
    return thread;
  }
}

/** What a course is made of. */
interface Course {
  readonly networks: readonly LearningNetwork[];
  readonly thread: Thread;
  readonly task: Pick<LearnTask, 'kind' | 'kernels' | 'precision' | 'layout' | 'bytes'>;
  readonly from: LearnerStates;
  /** What becomes of them is written into these. */
  readonly states: LearnerStates;
  readonly report: Pick<LearningReport, 'losses' | 'gradientNorms'>;
  readonly updates: number;
  /** Updates that a worker is told of at once. */
  readonly together: number;
  readonly stopped: AbortSignal;
}

/**
 * Takes the networks at some places through all their updates. Megabytes of sequences go to and fro: they are handed over, and their
 * room is used again.
 * @param spare room of the last ones
 * @returns that of its own
 * @throws the signal's reason
 */
async function followed(
  places: readonly number[],
  { networks, thread, task, from, states, report, updates, together, stopped }: Course,
  spare: Float64Array<ArrayBuffer> | undefined,
): Promise<Float64Array<ArrayBuffer> | undefined> {
  const count = states.divergedAt.length;
  const size = states.theta.length / count;
  const own = places.flatMap((place) => networks[place] ?? []);
  const told = own.map((network) => ({
    parameters: learnerParameters(network),
    training: trainingFacts(network),
  }));
  const all = [states.theta, states.first, states.second];
  // As kernels have them, Adam's second as its root.
  const isRoot = (which: number) => which === 2 && task.layout.adam === 1;
  let vectors = all.map((column, which) => {
    const gathered = new Float64Array(places.length * size);
    for (const [i, place] of places.entries())
      gathered.set(column.subarray(place * size, (place + 1) * size), i * size);
    return isRoot(which) ? changed(gathered, Math.sqrt) : gathered;
  });
  let divergedAt = new Int32Array(places.length);
  let room = spare;
  for (let done = 0; done < updates; done += together) {
    const some = Math.min(together, updates - done);
    const sequences = sequencesOf(own, { first: from.updates + done, updates: some }, room);
    const result = await thread.run<'learn'>(
      { ...task, networks: told, vectors, sequences, divergedAt, first: from.updates + done, updates: some },
      { signal: stopped, transfers: [sequences, divergedAt, ...vectors].map(({ buffer }) => buffer) },
    );
    stopped.throwIfAborted();
    vectors = [...result.vectors];
    ({ divergedAt, sequences: room } = result);
    for (const [i, place] of places.entries()) {
      for (let update = 0; update < some; update++) {
        const at = (done + update) * count + place;
        report.losses[at] = result.losses[i * some + update] ?? Number.NaN;
        report.gradientNorms[at] = result.norms[i * some + update] ?? Number.NaN;
      }
    }
    if (divergedAt.every((update) => update > 0)) break;
  }
  vectors.forEach((vector, which) => {
    if (isRoot(which)) changed(vector, (root) => root * root);
    for (const [i, place] of places.entries())
      all[which]?.set(vector.subarray(i * size, (i + 1) * size), place * size);
  });
  for (const [i, place] of places.entries()) states.divergedAt[place] = divergedAt[i] ?? 0;
  return room;
}

/** In place: of typed arrays `map` is many times slower. */
function changed(
  vector: Float64Array<ArrayBuffer>,
  change: (value: number) => number,
): Float64Array<ArrayBuffer> {
  for (let i = 0; i < vector.length; i++) vector[i] = change(vector[i] ?? 0);
  return vector;
}

/** What networks learn from in some updates, one after another. */
function sequencesOf(
  networks: readonly LearningNetwork[],
  { first, updates }: { readonly first: number; readonly updates: number },
  room: Float64Array<ArrayBuffer> | undefined,
): Float64Array<ArrayBuffer> {
  const numbers = updates * networks.reduce((sum, network) => sum + batchNumbers(network), 0);
  const all = room?.length === numbers ? room : new Float64Array(numbers);
  let at = 0;
  for (const network of networks) {
    const { lag, batch, ...stream } = streamOf(network);
    const to = all.subarray(at, at + updates * batchNumbers(network));
    const draw = { ...stream, first: first * batch, count: updates * batch };
    drawSequences(tasks[network.learning.task], lag, draw, to);
    at += to.length;
  }
  return all;
}

/** Places of those that have not diverged, as many at once as a worker is told of: often enough that none waits for another. */
function groupsOf(
  networks: readonly LearningNetwork[],
  { divergedAt }: LearnerStates,
  { together, courses }: { readonly together: number; readonly courses: number },
): number[][] {
  const learning = [...networks.keys()].filter((place) => divergedAt[place] === 0);
  const room = Math.floor(mostSequenceBytes / (8 * together * mostBatchNumbers(networks)));
  const size = Math.max(1, Math.min(mostTogether, room, Math.ceil(learning.length / (2 * courses))));
  return Array.from({ length: Math.ceil(learning.length / size) }, (_, i) =>
    learning.slice(i * size, (i + 1) * size),
  );
}

/** How many updates of any of the networks a worker is told of at once. */
function updatesTogether(networks: readonly LearningNetwork[], updates: number): number {
  return Math.max(1, Math.min(updates, Math.floor(mostSequenceBytes / (8 * mostBatchNumbers(networks)))));
}

function mostBatchNumbers(networks: readonly LearningNetwork[]): number {
  return networks.reduce((numbers, network) => Math.max(numbers, batchNumbers(network)), 1);
}

function copied(
  { theta, first, second, divergedAt, ...from }: LearnerStates,
  updates: number,
): LearnerStates {
  return {
    updates: from.updates + updates,
    ...{ theta: theta.slice(), first: first.slice(), second: second.slice(), divergedAt: divergedAt.slice() },
  };
}
