/** A worker as the engine sees it, the same in a browser and in Node: one task at a time in, its answer out. */
import { within } from '../deadline.ts';
import type { Answer, Result, Task } from './task.ts';

/** What differs between a browser's worker and Node's. */
interface Channel {
  post(message: WebAssembly.Module | Task): void;
  /** Whether the program waits for this worker. Only Node asks. */
  hold(held: boolean): void;
  close(): void;
}

/** The longest answer, the trace of a thousand LSTM units over ten thousand steps, takes a fraction of this. */
const patienceSeconds = 180;

interface Listener {
  readonly answered: (answer: Answer) => void;
  readonly failed: (reason: Error) => void;
}

/** A worker that could not start, or stopped. */
class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

export class Thread {
  readonly #channel: Channel;
  /** Who waits for the answers to come, in order of the tasks. */
  readonly #waiting: PromiseWithResolversOf<Answer>[] = [];
  #failure: Error | undefined;

  private constructor(open: (listener: Listener) => Channel) {
    this.#channel = open({
      answered: (answer) => {
        this.#waiting.shift()?.resolve(answer);
        if (this.#waiting.length === 0) this.#channel.hold(false);
      },
      failed: (reason) => {
        this.#failure = reason;
        for (const { reject } of this.#waiting.splice(0)) reject(reason);
      },
    });
  }

  /** Starts a worker on compiled kernels. */
  static async start(module: WebAssembly.Module): Promise<Thread> {
    const open = typeof Worker === 'undefined' ? await nodeChannel() : browserChannel;
    const thread = new Thread(open);
    thread.#channel.post(module);
    return thread;
  }

  /** @throws Error when the kernels, or the worker, fail */
  run<Kind extends Task['kind']>(
    task: Extract<Task, { kind: Kind }>,
  ): Promise<Extract<Result, { kind: Kind }>>;
  async run(task: Task): Promise<Result> {
    if (this.#failure) throw this.#failure;
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#channel.hold(true);
      this.#channel.post(task);
    });
    const answer = await within(patienceSeconds, 'A worker of the CPU engine', answered).catch((error) => {
      // Whoever is silent, or was lost without a word, is waited for by nobody else.
      this.close();
      throw error;
    });
    if (answer.kind === 'failure') throw new Error(`The CPU kernels failed: ${answer.message}`);
    return answer;
  }

  close(): void {
    this.#channel.close();
    const reason = new ThreadError('The worker was closed');
    this.#failure = reason;
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}

interface PromiseWithResolversOf<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function browserChannel({ answered, failed }: Listener): Channel {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }) => answered(data));
  worker.addEventListener('error', ({ message }) =>
    failed(new ThreadError(message || 'A worker could not be loaded')),
  );
  return {
    post: (message) => worker.postMessage(message),
    hold: () => undefined,
    close: () => worker.terminate(),
  };
}

/** Node takes a worker from its text, so that whatever bundles this file need carry no second one beside it. */
async function nodeChannel(): Promise<(listener: Listener) => Channel> {
  const { Worker: NodeWorker } = process.getBuiltinModule('node:worker_threads');
  const { default: source } = await import('./worker.js?raw');
  const address = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  return ({ answered, failed }) => {
    const worker = new NodeWorker(address);
    // A program that only waits for idle workers may end.
    worker.unref();
    worker.on('message', answered);
    worker.on('error', failed);
    return {
      post: (message) => worker.postMessage(message),
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
