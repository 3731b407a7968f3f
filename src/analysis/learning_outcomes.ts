/** What becomes of networks that learn, from losses that are forgotten as soon as enough more are heard. */
import { learntPart } from '../networks/learning/task.ts';
import { entry } from '../networks/vector.ts';

export type Outcome = 'learnt' | 'baseline' | 'diverged';

export interface LearningOutcome {
  readonly outcome: Outcome;
  /** The mean loss of the last updates, as many as are judged by; null of one that diverged. */
  readonly finalLoss: number | null;
  /** The update after which it had learnt. */
  readonly learntAt?: number;
  /** The update with which it diverged. */
  readonly divergedAt?: number;
}

export class LearningOutcomes {
  /** For each network the loss of the best answer that needs no memory of the sequence. */
  readonly baselines: readonly number[];
  /** Updates so far. */
  updates = 0;
  /** The mean loss of the last updates that are judged by, or of as many as there were; NaN of one that has diverged. */
  readonly means: Float64Array;
  /** The update after which a network had learnt; 0 until then. */
  readonly learntAt: Int32Array;
  /** The update with which a network diverged, 0 where it has not. */
  divergedAt: Int32Array;
  /** Updates that are averaged. */
  readonly #over: number;
  /** The last losses of each network, those of update u in row (u − 1) mod `over`, [over × networks]. */
  readonly #last: Float64Array;

  /** @param over updates that are averaged, as `judgedUpdates` has it */
  constructor(baselines: readonly number[], over: number) {
    const count = baselines.length;
    this.baselines = baselines;
    this.#over = over;
    this.#last = new Float64Array(over * count);
    this.means = new Float64Array(count);
    this.learntAt = new Int32Array(count);
    this.divergedAt = new Int32Array(count);
  }

  /** @param losses of the next updates, [updates × networks]; NaN from the update on with which one diverged */
  append(losses: Float64Array | Float32Array, divergedAt: Int32Array): void {
    const count = this.baselines.length;
    for (let from = 0; from < losses.length; from += count) {
      this.#last.set(losses.subarray(from, from + count), (this.updates % this.#over) * count);
      this.updates += 1;
      this.#judge();
    }
    this.divergedAt = divergedAt;
  }

  #judge(): void {
    const count = this.baselines.length;
    const over = Math.min(this.updates, this.#over);
    // Summed anew each time: of a loss that was once huge a running sum would never be rid again.
    for (let place = 0; place < count; place++) {
      let sum = 0;
      for (let row = 0; row < over; row++) sum += entry(this.#last, row * count + place);
      const mean = sum / over;
      this.means[place] = mean;
      const learns = over === this.#over && mean <= learntPart * entry(this.baselines, place);
      if (learns && this.learntAt[place] === 0) this.learntAt[place] = this.updates;
    }
  }

  /** What has become of a network. */
  outcome(place: number): LearningOutcome {
    const divergedAt = entry(this.divergedAt, place);
    if (divergedAt > 0) return { outcome: 'diverged', finalLoss: null, divergedAt };
    const finalLoss = entry(this.means, place);
    const learntAt = entry(this.learntAt, place);
    return learntAt === 0 ? { outcome: 'baseline', finalLoss } : { outcome: 'learnt', finalLoss, learntAt };
  }
}
