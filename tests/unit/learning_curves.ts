/** What becomes of networks that learn, found the plain way: from all of their losses, kept. */

import type { LearningOutcome } from '../../src/analysis/learning_outcomes.ts';
import { quantile } from '../../src/analysis/quantile.ts';
import { learntAt } from '../../src/networks/learning/learning_run.ts';
import { entry } from '../../src/networks/vector.ts';

/** Updates whose losses make the final one. */
const finalUpdates = 10;

export class LearningCurves {
  /** For each network the loss of the best answer that needs no memory of the sequence. */
  readonly #baselines: readonly number[];
  /** Losses of each update, [updates] of [networks]; NaN of one that has diverged. */
  readonly #losses: Float64Array[] = [];
  #divergedAt: Int32Array;

  constructor(baselines: readonly number[]) {
    this.#baselines = baselines;
    this.#divergedAt = new Int32Array(baselines.length);
  }

  /** @param losses of the next updates, [updates × networks] */
  append(losses: Float64Array, divergedAt: Int32Array): void {
    const count = this.#baselines.length;
    for (let from = 0; from < losses.length; from += count)
      this.#losses.push(losses.slice(from, from + count));
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
    const at = learntAt(losses, entry(this.#baselines, place), finalUpdates);
    return at === undefined
      ? { outcome: 'baseline', finalLoss }
      : { outcome: 'learnt', finalLoss, learntAt: at };
  }
}
