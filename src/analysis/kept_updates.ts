/** At which updates something is kept of networks that learn, where not all of them fit. */
import { entry } from '../networks/vector.ts';
import type { LearningSlice } from './learnt_network.ts';
import { quantile } from './quantile.ts';

/** The updates of 1 … `updates` that are kept: all, or `most`, evenly spaced, the first and the last among them. */
export function keptUpdates(updates: number, most: number): readonly number[] {
  const count = Math.min(updates, most);
  if (count < 2) return [updates];
  return Array.from({ length: count }, (_, i) => 1 + Math.round((i * (updates - 1)) / (count - 1)));
}

/** Losses that are kept for quantiles, at most: 64 MiB. */
const mostLosses = 2 ** 23;

/** Losses over all networks at kept updates, for exact quantiles. */
export class LossQuantiles {
  /** The kept updates, ascending from 1. */
  readonly updates: readonly number[];
  /** Where the loss of an update is kept. */
  readonly #columns: ReadonlyMap<number, Float64Array>;

  constructor(networks: number, updates: number) {
    this.updates = keptUpdates(updates, Math.max(1, Math.floor(mostLosses / networks)));
    this.#columns = new Map(this.updates.map((update) => [update, new Float64Array(networks)]));
  }

  append({ places, after, losses }: LearningSlice): void {
    for (let from = 0, update = after + 1; from < losses.length; from += places.length, update++) {
      const column = this.#columns.get(update);
      if (!column) continue;
      places.forEach((place, i) => {
        const loss = entry(losses, from + i);
        column[place] = Number.isNaN(loss) ? Infinity : loss;
      });
    }
  }

  /** A quantile at each kept update; one that has diverged is worse than any that has not: null. */
  quantile(fraction: number): (number | null)[] {
    return [...this.#columns.values()].map((column) => {
      // Selection changes the order within a column, and no quantile depends on it.
      const value = quantile(column, fraction);
      return Number.isFinite(value) ? value : null;
    });
  }
}
