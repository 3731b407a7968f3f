/** Hands the networks of a run out to workers: the earliest first, each where its matrix is kept. */

/** Consecutive networks for one worker. */
export interface Share {
  readonly first: number;
  readonly count: number;
}

export class Assignment {
  readonly #networks: number;
  readonly #mayMeasure: (worker: number, index: number) => boolean;
  readonly #isKept: (index: number) => boolean;
  readonly #assigned: Uint8Array;
  /** Networks before this one are assigned, or kept by other workers: where each worker goes on looking. */
  readonly #from: number[] = [];

  constructor(
    networks: number,
    mayMeasure: (worker: number, index: number) => boolean,
    isKept: (index: number) => boolean,
  ) {
    this.#networks = networks;
    this.#mayMeasure = mayMeasure;
    this.#isKept = isKept;
    this.#assigned = new Uint8Array(networks);
  }

  /**
   * The next share of a worker, either all kept or all to be drawn; undefined when nothing is left for it.
   * @param most how many networks it may have, for kept ones and for others
   */
  next(worker: number, most: (kept: boolean) => number): Share | undefined {
    const isFree = (index: number) =>
      index < this.#networks && this.#assigned[index] === 0 && this.#mayMeasure(worker, index);
    let first = this.#from[worker] ?? 0;
    while (first < this.#networks && !isFree(first)) first += 1;
    this.#from[worker] = first;
    if (first >= this.#networks) return undefined;
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
