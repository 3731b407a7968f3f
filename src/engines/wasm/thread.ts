/** A worker as the engine sees it, the same in a browser and in Node: one task at a time in, its answer out. */
import { Deadline } from '../deadline.ts';
import type { Answer, Order, Result, Task, Word } from './task.ts';

/** What a worker runs: in a browser it is started, Node takes its text. */
export interface Program {
  readonly worker: () => Worker;
  readonly source: () => Promise<{ readonly default: string }>;
}

const measuring: Program = {
  worker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  source: () => import('./worker.js?raw'),
};

/** What differs between a browser's worker and Node's. */
interface Channel {
  post(message: WebAssembly.Module | Order, transfers?: ArrayBuffer[]): void;
  /** Whether the program waits for this worker. Only Node asks. */
  hold(held: boolean): void;
  close(): void;
}

/** A worker that measures says how far it is many times a second; what it does without a word takes a fraction of this. */
const patienceSeconds = 180;

interface Listener {
  readonly heard: (word: Word) => void;
  readonly failed: (reason: Error) => void;
}

/** A worker that could not start, or stopped. */
class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

/** Somebody who waits for a task's answer. */
interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
  readonly progress: ((networks: number) => void) | undefined;
}

export class Thread {
  /** Bytes of memory that the kernels hold there, as the worker last said. */
  held = 0;
  readonly #channel: Channel;
  /** Who waits for the answers to come, by the numbers of the tasks. */
  readonly #waiting = new Map<number, Waiting>();
  /** Until when the worker must have said something, while somebody waits. */
  readonly #deadline: Deadline;
  #tasks = 0;
  #failure: Error | undefined;

  private constructor(open: (listener: Listener) => Channel) {
    // Whoever is silent, or was lost without a word, is waited for by nobody.
    this.#deadline = new Deadline(patienceSeconds, 'A worker of the CPU engine', (error) => {
      this.#end(error);
      this.#channel.close();
    });
    this.#channel = open({ heard: (word) => this.#hear(word), failed: (reason) => this.#end(reason) });
  }

  /** Starts a worker that measures, on compiled kernels. */
  static async start(module: WebAssembly.Module): Promise<Thread> {
    const thread = await Thread.of(measuring);
    thread.#channel.post(module);
    return thread;
  }

  /** Starts a worker. */
  static async of(program: Program): Promise<Thread> {
    return new Thread(typeof Worker === 'undefined' ? await nodeChannel(program) : browserChannel(program));
  }

  /**
   * Has a task done. Aborting the signal ends a long one soon: one that measures then comes to a result that says so, a
   * question fails.
   * @throws Error when the kernels, or the worker, fail
   */
  run<Kind extends Task['kind']>(
    task: Extract<Task, { kind: Kind }>,
    options?: Attention,
  ): Promise<Extract<Result, { kind: Kind }>>;
  async run(task: Task, { signal, progress, transfers }: Attention = {}): Promise<Result> {
    if (this.#failure) throw this.#failure;
    const id = this.#tasks;
    this.#tasks += 1;
    const stop = () => this.#channel.post({ stop: id });
    const answered = new Promise<Answer>((resolve, reject) => {
      if (this.#waiting.size === 0) this.#deadline.begin();
      this.#waiting.set(id, { resolve, reject, progress });
      this.#channel.hold(true);
      this.#channel.post({ id, task }, transfers);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop);
    });
    const answer = await answered.finally(() => signal?.removeEventListener('abort', stop));
    if (answer.kind === 'failure') throw new Error(`The CPU kernels failed: ${answer.message}`);
    return answer;
  }

  close(): void {
    this.#channel.close();
    this.#end(new ThreadError('The worker was closed'));
  }

  #hear(word: Word): void {
    this.#deadline.begin();
    const waiting = this.#waiting.get(word.id);
    if ('done' in word) {
      waiting?.progress?.(word.done);
      return;
    }
    this.held = word.held;
    this.#waiting.delete(word.id);
    if (this.#waiting.size === 0) this.#rest();
    waiting?.resolve(word.answer);
  }

  /** Nobody waits for it any more. */
  #rest(): void {
    this.#deadline.end();
    this.#channel.hold(false);
  }

  #end(reason: Error): void {
    this.#failure = reason;
    this.#deadline.end();
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(reason);
  }
}

/** How a task is attended to. */
interface Attention {
  readonly signal?: AbortSignal;
  /** Told now and then how many of the task's networks are done, in parts of one. */
  readonly progress?: (networks: number) => void;
  /** What is handed over with the task, and gone here. */
  readonly transfers?: ArrayBuffer[];
}

function browserChannel({ worker: start }: Program): (listener: Listener) => Channel {
  return ({ heard, failed }) => {
    const worker = start();
    worker.addEventListener('message', ({ data }) => heard(data));
    worker.addEventListener('error', ({ message }) =>
      failed(new ThreadError(message || 'A worker could not be loaded')),
    );
    return {
      post: (message, transfer = []) => worker.postMessage(message, transfer),
      hold: () => undefined,
      close: () => worker.terminate(),
    };
  };
}

/** Node takes a worker from its text, so that whatever bundles this file need carry no second one beside it. */
async function nodeChannel({ source: load }: Program): Promise<(listener: Listener) => Channel> {
  const { Worker: NodeWorker } = process.getBuiltinModule('node:worker_threads');
  const { default: source } = await load();
  const address = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  return ({ heard, failed }) => {
    const worker = new NodeWorker(address);
    // A program that only waits for idle workers may end.
    worker.unref();
    worker.on('message', heard);
    worker.on('error', failed);
    return {
      post: (message, transfers = []) => worker.postMessage(message, transfers),
      hold: (held) => (held ? worker.ref() : worker.unref()),
      close: () => void worker.terminate(),
    };
  };
}

/** Logical processors here. */
export function processors(): number {
  if (typeof navigator !== 'undefined' && navigator.hardwareConcurrency > 0) {
    return navigator.hardwareConcurrency;
  }
  if (typeof process === 'undefined') return 1;
  return process.getBuiltinModule('node:os').availableParallelism();
}
