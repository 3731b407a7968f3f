/** How much work to hand an engine at once, from how fast it has shown itself to be. */

/** A dispatch is planned to last no longer than this, in seconds: watchdogs kill long ones. */
const dispatchSeconds = 0.03;
/**
 * A chunk is planned to last about this long, in seconds: the first of a run short, so that a control is
 * answered at once, the others for ten updates of the charts a second.
 */
const chunkSeconds = { first: 0.03, later: 0.1 };
/** A chunk that lasts longer is looked after this often, in seconds: what has come of it by then is not lost with the device. */
const legSeconds = 0.5;
/** Clocks are coarse; no chunk is believed to be shorter, in seconds. */
const shortest = 1e-3;
/** A chunk grows no faster than this, because the first ones say little about speed. */
const growth = 4;

/** More networks at once are worth it where they raise the rate this much: a step of one may wait for the step before it, not for arithmetic. */
const worthwhile = 1.2;

/** A chunk, its networks, and the operations a second that they made together; none yet. */
const noChunk = { rate: 0, networks: 1 };

/** A finished chunk counts half as much with every later one. */
const memory = 0.5;

export class Pace {
  #operations: number;
  #seconds = 1;
  #lastChunk = 0;
  /** Networks that a chunk may have though it then takes longer than planned: together they take no longer than alone. */
  #sideBySide = 1;
  /** The chunk that was worth it. */
  #best = noChunk;

  /** @param operationsPerSecond a careful first guess */
  constructor(operationsPerSecond: number) {
    this.#operations = operationsPerSecond;
  }

  /** Operations that one dispatch may have. */
  get dispatchOperations(): number {
    return this.#operationsPerSecond * dispatchSeconds;
  }

  /** Operations after which a long chunk is looked after. */
  get legOperations(): number {
    return this.#operationsPerSecond * legSeconds;
  }

  /** How long so many are planned to take, in seconds. */
  secondsOf(operations: number): number {
    return operations / this.#operationsPerSecond;
  }

  /** Networks of a run's first chunk, or of a later one, from 1 to `most`. */
  nextChunk(place: 'first' | 'later', operationsPerNetwork: number, most: number): number {
    if (place === 'first') {
      this.#sideBySide = 1;
      this.#best = noChunk;
    }
    const affordable = (this.#operationsPerSecond * chunkSeconds[place]) / operationsPerNetwork;
    const grown = this.#lastChunk === 0 ? affordable : Math.min(affordable, growth * this.#lastChunk);
    return Math.max(1, Math.min(Math.max(Math.floor(grown), this.#sideBySide), most));
  }

  /** A chunk took this long, from the end of the one before. */
  finished(networks: number, operations: number, seconds: number): void {
    const kept = this.#lastChunk === 0 ? 0 : memory;
    this.#operations = kept * this.#operations + operations;
    this.#seconds = kept * this.#seconds + Math.max(seconds, shortest);
    this.#lastChunk = networks;
    this.#learnSideBySide(networks, operations, seconds);
  }

  /**
   * Where a chunk takes longer than planned, twice as many networks are tried for as long as that pays; and where fewer turn out
   * to be slower, as many as before go together again: they wait for steps and launches, not for arithmetic.
   */
  #learnSideBySide(networks: number, operations: number, seconds: number): void {
    const rate = operations / seconds;
    if (rate > worthwhile * this.#best.rate) {
      this.#best = { rate, networks };
      if (seconds > chunkSeconds.later) this.#sideBySide = 2 * networks;
    } else if (networks < this.#best.networks) {
      if (worthwhile * rate < this.#best.rate)
        this.#sideBySide = Math.max(this.#sideBySide, this.#best.networks);
    } else if (seconds > chunkSeconds.later) {
      this.#sideBySide = this.#best.networks;
    }
  }

  get #operationsPerSecond(): number {
    return this.#operations / this.#seconds;
  }
}

/** Cuts `from … to` into stretches of at most `longest` (at least one). */
export function stretches(from: number, to: number, longest: number): { from: number; to: number }[] {
  const length = Math.max(1, Math.floor(Math.min(longest, to - from)));
  const count = Math.ceil((to - from) / length);
  return Array.from({ length: count }, (_, i) => ({
    from: from + i * length,
    to: Math.min(from + (i + 1) * length, to),
  }));
}
