/** What becomes of networks that learn: their losses over the updates, and which of them have learnt. */
import { learntAt } from '../networks/learning/learning_run.ts';
import { entry } from '../networks/vector.ts';
import { quantile } from './quantile.ts';

export type Outcome = 'learnt' | 'baseline' | 'diverged';

export interface LearningOutcome {
  readonly outcome: Outcome;
  /** The mean loss of the last ten updates; null of one that diverged. */
  readonly finalLoss: number | null;
  /** The update after which it had learnt. */
  readonly learntAt?: number;
  /** The update with which it diverged. */
  readonly divergedAt?: number;
}

/** Updates whose losses make the final one. */
const finalUpdates = 10;

export class LearningCurves {
  /** The loss of the best answer that needs no memory of the sequence. */
  readonly baseline: number;
  readonly #networks: number;
  /** Losses of each update, [updates] of [networks]; NaN of one that has diverged. */
  readonly #losses: Float64Array[] = [];
  #divergedAt: Int32Array;

  constructor(networks: number, baseline: number) {
    this.baseline = baseline;
    this.#networks = networks;
    this.#divergedAt = new Int32Array(networks);
  }

  /** @param losses of the next updates, [updates × networks] */
  append(losses: Float64Array, divergedAt: Int32Array): void {
    for (let from = 0; from < losses.length; from += this.#networks)
      this.#losses.push(losses.slice(from, from + this.#networks));
    this.#divergedAt = divergedAt;
  }

  /** Updates so far. */
  get updates(): number {
    return this.#losses.length;
  }

  /** A quantile of the loss of each update over all networks; one that has diverged is worse than any that has not: null. */
  quantile(fraction: number): (number | null)[] {
    return this.#losses.map((losses) => {
      const value = quantile(
        losses.map((loss) => (Number.isNaN(loss) ? Infinity : loss)),
        fraction,
      );
      return Number.isFinite(value) ? value : null;
    });
  }

  /** What has become of a network. */
  outcome(place: number): LearningOutcome {
    const divergedAt = entry(this.#divergedAt, place);
    if (divergedAt > 0) return { outcome: 'diverged', finalLoss: null, divergedAt };
    const losses = this.#losses.map((all) => entry(all, place));
    const last = losses.slice(-finalUpdates);
    const finalLoss = last.reduce((sum, loss) => sum + loss, 0) / last.length;
    const at = learntAt(losses, this.baseline);
    return at === undefined
      ? { outcome: 'baseline', finalLoss }
      : { outcome: 'learnt', finalLoss, learntAt: at };
  }
}
