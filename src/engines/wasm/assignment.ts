/** Hands the networks of a run out to workers: the earliest first, each where its matrix is kept. */
import type { NetworkRange } from '../../experiment/experiment.ts';

/**
 * How many networks a share has at most and, towards the end, at least: those that are kept, or those to be drawn. Of these
 * whole groups are handed out.
 */
type ShareSizes = (kept: boolean) => {
  readonly most: number;
  readonly least: number;
  readonly group: number;
};

/** Of what is left, a worker gets no more than this part at once, divided by the workers. */
const partOfTheRest = 1 / 4;

export class Assignment {
  /** Networks to be assigned, in order: those of each worker, and those whose matrix nobody keeps. */
  readonly #kept: number[][];
  readonly #free: number[] = [];
  readonly #sizes: ShareSizes;
  readonly #helps: boolean;

  /**
   * @param keeper the worker that keeps a network's matrix, or undefined for nobody
   * @param helps whether a worker that has no more may draw anew what another one keeps
   */
  constructor(
    { from, to }: NetworkRange,
    workers: number,
    keeper: (index: number) => number | undefined,
    sizes: ShareSizes,
    helps: boolean,
  ) {
    this.#kept = Array.from({ length: workers }, () => []);
    for (let index = from; index < to; index++) {
      (this.#kept[keeper(index) ?? workers] ?? this.#free).push(index);
    }
    this.#sizes = sizes;
    this.#helps = helps;
  }

  /** The next networks for a worker; none when nothing is left for it. */
  next(worker: number): number[] {
    const own = this.#kept[worker] ?? [];
    const [first = Number.POSITIVE_INFINITY] = own;
    const [free = Number.POSITIVE_INFINITY] = this.#free;
    if (first < free) return own.splice(0, this.#shareSize(true));
    if (free < first) return this.#free.splice(0, this.#shareSize(false));
    if (!this.#helps) return [];
    // The latest: its keeper comes from the other end.
    const longest = this.#kept.reduce((a, b) => (b.length > a.length ? b : a), []);
    return longest.splice(-this.#shareSize(false));
  }

  /** Shares shrink towards the end, so that no worker is left with a long one when the others are done. */
  #shareSize(kept: boolean): number {
    const { most, least, group } = this.#sizes(kept);
    const left = this.#kept.reduce((sum, { length }) => sum + length, this.#free.length);
    const part = group * Math.ceil((left * partOfTheRest) / this.#kept.length / group);
    return Math.min(most, Math.max(least, part));
  }
}
