/**
 * A worker that adds up the weight gradients of a model, a third of its arithmetic, while its way back goes on here: to the same
 * bits, since the kernels are the same and terms come in the same order.
 */
import type { SumElsewhere } from '../../networks/model/products.ts';
import type { Result } from './task.ts';
import { Thread } from './thread.ts';

/** The other core failed, or was lost, and with it what it had added: all is to be done again on one. */
export class SecondCoreError extends Error {
  override readonly name = 'SecondCoreError';
}

/** Smaller sums are added here sooner than they are sent. */
const leastEntries = 2 ** 14;
/** A larger one would take too much memory beside this one's: entries, 256 MiB. */
const mostEntries = 2 ** 25;
/** Tasks that may wait, each of a few megabytes. */
const mostWaiting = 4;

export class SecondCore {
  readonly #thread: Thread;
  #sums = 0;
  /** Tasks whose answers have not come, in their order. */
  readonly #waiting: Promise<void>[] = [];
  /** Whether a sum is asked for that has not come. */
  #wanted = false;
  #failure: SecondCoreError | undefined;

  private constructor(thread: Thread) {
    this.#thread = thread;
  }

  static async start(module: WebAssembly.Module): Promise<SecondCore> {
    return new SecondCore(await Thread.start(module));
  }

  /** Σ x_k·y_kᵀ [rows × columns] over there; undefined where it is too small or too large for that. */
  sumElsewhere(rows: number, columns: number): SumElsewhere | undefined {
    if (rows * columns < leastEntries || rows * columns > mostEntries) return undefined;
    const sum = this.#sums++;
    let total: Float64Array | undefined;
    return {
      add: (factor, lefts, rights) => {
        const terms = { lefts: inARow(lefts, rows), rights: inARow(rights, columns) };
        this.#follow(this.#thread.run<'outer'>({ kind: 'outer', sum, rows, columns, factor, ...terms }));
      },
      finish: () => {
        this.#follow(this.#thread.run<'total'>({ kind: 'total', sum }), ({ values }) => {
          total = values;
        });
      },
      total: () => {
        this.#wanted = total === undefined;
        return total;
      },
    };
  }

  /** Until the next answer, where too much waits for one or a sum is asked for. @throws SecondCoreError */
  behind(): Promise<void> | undefined {
    if (this.#failure) throw this.#failure;
    return this.#waiting.length > mostWaiting || this.#wanted ? this.#waiting[0] : undefined;
  }

  close(): void {
    this.#thread.close();
  }

  #follow<Answer extends Result>(answer: Promise<Answer>, take?: (answer: Answer) => void): void {
    this.#waiting.push(
      answer.then(
        (result) => {
          this.#waiting.shift();
          take?.(result);
        },
        (error) => {
          this.#waiting.shift();
          this.#failure ??= new SecondCoreError(error instanceof Error ? error.message : String(error));
        },
      ),
    );
  }
}

function inARow(vectors: readonly Float64Array[], length: number): Float64Array<ArrayBuffer> {
  const row = new Float64Array(vectors.length * length);
  vectors.forEach((vector, i) => {
    row.set(vector, i * length);
  });
  return row;
}
