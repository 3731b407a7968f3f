/** Whose turn it is at the engine: the most urgent of those who wait, and the first of equals. */

/** Somebody who works in turns. */
export interface Worker {
  /** How urgent its work is, the least first; it may change while it waits or works. */
  rank: number;
}

interface Waiting {
  readonly worker: Worker;
  readonly begin: () => void;
}

export class Turns {
  #atWork: Worker | undefined;
  readonly #waiting: Waiting[] = [];

  /**
   * Waits for a turn. Resolves to what ends it, which may be called more than once.
   * @throws the signal's reason, once it is aborted while waiting
   */
  async take(worker: Worker, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#atWork) await this.#wait(worker, signal);
    this.#atWork = worker;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#next();
    };
  }

  /** Whether somebody more urgent waits: whoever is at work does well to end its turn and take another. */
  isOvertaken({ rank }: Worker): boolean {
    return this.#waiting.some(({ worker }) => worker.rank < rank);
  }

  #wait(worker: Worker, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting = {
        worker,
        begin: () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      this.#waiting.push(waiting);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Hands the turn over at once, so that nobody who asks meanwhile slips in between. */
  #next(): void {
    const least = Math.min(...this.#waiting.map(({ worker }) => worker.rank));
    const place = this.#waiting.findIndex(({ worker }) => worker.rank === least);
    const [next] = place < 0 ? [] : this.#waiting.splice(place, 1);
    this.#atWork = next?.worker;
    next?.begin();
  }
}
