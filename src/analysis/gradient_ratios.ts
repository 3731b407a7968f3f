/** The gradient ratios of a run at every kept time, for exact quantiles over all of its networks. */
import { type Experiment, keptTimes, type NetworkRange } from '../experiment/experiment.ts';
import { entry } from '../networks/vector.ts';
import type { Collection } from './collection.ts';
import { quantile } from './quantile.ts';

/**
 * Grows by appending stretches of networks in any order. Takes at most 64 MiB: an experiment of many networks
 * keeps few times (`keptTimes`), no more than 2²³ norms in all.
 */
export class GradientRatios {
  /** The kept times, ascending from 0 to T. */
  readonly times: readonly number[];
  /** Decades, one column a kept time, [networks]. */
  readonly #columns: readonly Float64Array[];
  #count = 0;

  constructor(experiment: Experiment, { from, to }: NetworkRange) {
    this.times = keptTimes(experiment);
    this.#columns = this.times.map(() => new Float64Array(to - from));
  }

  /** Networks so far. */
  get count(): number {
    return this.#count;
  }

  append({ count, times, gradientCurves }: Collection): void {
    for (let place = 0; place < count; place++) {
      const curve = gradientCurves.subarray(place * times.length, (place + 1) * times.length);
      const atEnd = entry(curve, times.length - 1);
      this.#columns.forEach((column, time) => {
        column[this.#count + place] = entry(curve, time) - atEnd;
      });
    }
    this.#count += count;
  }

  /** One quantile over all networks, time after time as asked for; null for an exact zero. */
  *quantile(fraction: number): Generator<number | null, void, void> {
    for (const column of this.#columns) {
      // Selection changes the order within a column, and no quantile depends on it.
      const value = quantile(column.subarray(0, this.#count), fraction);
      yield Number.isFinite(value) ? value : null;
    }
  }
}
