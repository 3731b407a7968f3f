/** Hands the networks of a run out to workers: the earliest first, each where its matrix is kept. */

import type { NetworkRange } from '../engine.ts';

/** Consecutive networks for one worker. */
export interface Share {
  readonly first: number;
  readonly count: number;
}

export class Assignment {
  readonly #range: NetworkRange;
  readonly #mayMeasure: (worker: number, index: number) => boolean;
  readonly #isKept: (index: number) => boolean;
  readonly #assigned: Uint8Array;
  /** Networks before this one are assigned, or kept by other workers: where each worker goes on looking. */
  readonly #from: number[] = [];

  constructor(
    range: NetworkRange,
    mayMeasure: (worker: number, index: number) => boolean,
    isKept: (index: number) => boolean,
  ) {
    this.#range = range;
    this.#mayMeasure = mayMeasure;
    this.#isKept = isKept;
    this.#assigned = new Uint8Array(range.to);
  }

  /**
   * The next share of a worker, either all kept or all to be drawn; undefined when nothing is left for it.
   * @param most how many networks it may have, for kept ones and for others
   */
  next(worker: number, most: (kept: boolean) => number): Share | undefined {
    const isFree = (index: number) =>
      index < this.#range.to && this.#assigned[index] === 0 && this.#mayMeasure(worker, index);
    let first = this.#from[worker] ?? this.#range.from;
    while (first < this.#range.to && !isFree(first)) first += 1;
    this.#from[worker] = first;
    if (first >= this.#range.to) return undefined;
    const kept = this.#isKept(first);
    const limit = most(kept);
    let count = 0;
    while (count < limit && isFree(first + count) && this.#isKept(first + count) === kept) {
      this.#assigned[first + count] = 1;
      count += 1;
    }
    return { first, count };
  }
}
