/** How much work to hand an engine at once, from how fast it has shown itself to be. */

/** A dispatch is planned to last no longer than this, in seconds: watchdogs kill long ones. */
const dispatchSeconds = 0.03;
/** A chunk is planned to last about this long, in seconds: ten updates of the charts a second. */
const chunkSeconds = 0.1;
/** A chunk grows no faster than this, because the first ones say little about speed. */
const growth = 4;

export class Pace {
  #operationsPerSecond: number;
  #lastChunk = 0;

  /** @param operationsPerSecond a careful first guess */
  constructor(operationsPerSecond: number) {
    this.#operationsPerSecond = operationsPerSecond;
  }

  /** Operations that one dispatch may have. */
  get dispatchOperations(): number {
    return this.#operationsPerSecond * dispatchSeconds;
  }

  /** Networks of the next chunk, from 1 to `most`. */
  nextChunk(operationsPerNetwork: number, most: number): number {
    const affordable = (this.#operationsPerSecond * chunkSeconds) / operationsPerNetwork;
    const grown = this.#lastChunk === 0 ? affordable : Math.min(affordable, growth * this.#lastChunk);
    return Math.max(1, Math.min(Math.floor(grown), most));
  }

  /** A chunk took this long. */
  finished(networks: number, operations: number, seconds: number): void {
    const measured = operations / Math.max(seconds, 1e-3);
    const first = this.#lastChunk === 0;
    this.#operationsPerSecond = first ? measured : (this.#operationsPerSecond + measured) / 2;
    this.#lastChunk = networks;
  }
}

/** Cuts `from … to` into stretches of at most `longest` (at least one). */
export function stretches(from: number, to: number, longest: number): { from: number; to: number }[] {
  const length = Math.max(1, Math.floor(longest));
  const count = Math.ceil((to - from) / length);
  return Array.from({ length: count }, (_, i) => ({
    from: from + i * length,
    to: Math.min(from + (i + 1) * length, to),
  }));
}
