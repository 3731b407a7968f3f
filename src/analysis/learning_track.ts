/**
 * Networks that learn, followed live: the loss of each over the updates, and what has become of it by each of them. Keeps
 * evenly thinned updates, so that memory does not grow with a run; what is judged is judged with every update.
 */
import { entry } from '../networks/vector.ts';
import { LearningOutcomes } from './learning_outcomes.ts';
import { quantile } from './quantile.ts';

/** Updates that are kept at most … */
const mostKept = 512;
/** … and losses in all: 16 MB. */
const mostLosses = 2 ** 22;

/** How many networks have learnt, how many not yet, and how many diverged. */
export interface OutcomeCounts {
  readonly learnt: number;
  readonly waiting: number;
  readonly diverged: number;
}

/** What has become of a network by an update. */
export type OutcomeSoFar = keyof OutcomeCounts;

/** Of an update, over all networks; one that has diverged is worse than any that has not: null. */
interface Quantiles {
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
}

export class LearningTrack {
  /** The updates that are kept, ascending from 1: every `stride`-th, and the newest. */
  readonly kept: number[] = [];
  /** Over all networks, for each that is kept. */
  readonly quantiles: Quantiles[] = [];
  /** Mean losses of the last updates, [networks] for each that is kept; NaN of one that has diverged. */
  readonly #losses: Float32Array[] = [];
  readonly #outcomes: LearningOutcomes;
  readonly #most: number;
  #stride = 1;

  /** @param over updates that are averaged, as `judgedUpdates` has it */
  constructor(baselines: readonly number[], over: number) {
    const count = baselines.length;
    this.#outcomes = new LearningOutcomes(baselines, over);
    this.#most = Math.max(2, Math.min(mostKept, Math.floor(mostLosses / Math.max(1, count))));
  }

  /** For each network the loss of the best answer that needs no memory of the sequence. */
  get baselines(): readonly number[] {
    return this.#outcomes.baselines;
  }

  get networks(): number {
    return this.baselines.length;
  }

  /** Updates so far. */
  get updates(): number {
    return this.#outcomes.updates;
  }

  /** The update after which a network had learnt, 0 where it has not. */
  get learntAt(): Int32Array {
    return this.#outcomes.learntAt;
  }

  /** The update with which a network diverged, 0 where it has not. */
  get divergedAt(): Int32Array {
    return this.#outcomes.divergedAt;
  }

  /** @param losses of the next updates, [updates × networks]; NaN from the update on with which one diverged */
  append(losses: Float32Array, divergedAt: Int32Array): void {
    const count = this.networks;
    for (let from = 0; from < losses.length; from += count) {
      this.#outcomes.append(losses.subarray(from, from + count), divergedAt);
      this.#keep(Float32Array.from(this.#outcomes.means));
    }
  }

  /** The place among what is kept of an update, or of the last one before it that is; −1 before the first. */
  placeOf(update: number): number {
    let [low, high] = [0, this.kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.kept[middle] ?? 0) <= update) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The mean loss of each network over the last updates that are judged by; NaN of those that have diverged. [networks] */
  lossesAt(place: number): Float32Array {
    return this.#losses[place] ?? new Float32Array(this.networks).fill(Number.NaN);
  }

  /** One network's, for each update that is kept; null once it has diverged. */
  curveOf(network: number): (number | null)[] {
    return this.#losses.map((losses) => {
      const loss = entry(losses, network);
      return Number.isNaN(loss) ? null : loss;
    });
  }

  outcome(network: number, update: number): OutcomeSoFar {
    const [learnt, diverged] = [entry(this.learntAt, network), entry(this.divergedAt, network)];
    if (diverged > 0 && diverged <= update) return 'diverged';
    return learnt > 0 && learnt <= update ? 'learnt' : 'waiting';
  }

  counts(update: number): OutcomeCounts {
    const counts = { learnt: 0, waiting: 0, diverged: 0 };
    for (let i = 0; i < this.networks; i++) counts[this.outcome(i, update)] += 1;
    return counts;
  }

  #keep(means: Float32Array): void {
    const newest = this.kept.length - 1;
    // The newest before is kept for good only where it is one of the evenly spaced.
    if (newest >= 0 && !this.#isSpaced(newest)) this.#drop(newest);
    this.kept.push(this.updates);
    this.#losses.push(means);
    this.quantiles.push(quantilesOf(means));
    if (this.kept.length <= this.#most) return;
    this.#stride *= 2;
    for (let place = this.kept.length - 2; place >= 0; place--) if (!this.#isSpaced(place)) this.#drop(place);
  }

  #isSpaced(place: number): boolean {
    return ((this.kept[place] ?? 0) - 1) % this.#stride === 0;
  }

  #drop(place: number): void {
    for (const list of [this.kept, this.#losses, this.quantiles]) list.splice(place, 1);
  }
}

function quantilesOf(means: Float32Array): Quantiles {
  const all = Float64Array.from(means, (mean) => (Number.isNaN(mean) ? Infinity : mean));
  const at = (fraction: number) => {
    const value = quantile(all, fraction);
    return Number.isFinite(value) ? value : null;
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
