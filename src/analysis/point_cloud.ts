/** Every quantity of every network measured so far, in columns that only grow: what charts draw their points from. */
import { type Axes, type QuantityName, quantityNames } from '../experiment/axes.ts';
import type { Collection } from './collection.ts';
import { byQuantity, columnOf } from './quantities.ts';

type Columns = Readonly<Record<QuantityName, Float32Array>>;

/** Columns of networks `first` … `first + count − 1`, as the worker posts them. */
export interface PointChunk {
  readonly first: number;
  readonly count: number;
  readonly columns: Columns;
}

/** What a chart needs of the networks of a collection from `first` on. */
export function pointsSince(collection: Collection, first: number): PointChunk {
  return {
    first,
    count: collection.count - first,
    columns: byQuantity((quantity) => Float32Array.from(columnOf(quantity, collection, first))),
  };
}

export class PointCloud {
  /** How many networks are here. */
  length = 0;
  readonly #columns: Columns;
  #order = { key: '', indices: new Uint32Array() };

  constructor(capacity: number) {
    this.#columns = byQuantity(() => new Float32Array(capacity));
  }

  append({ first, count, columns }: PointChunk): void {
    for (const name of quantityNames) this.#columns[name].set(columns[name], first);
    this.length = Math.max(this.length, first + count);
  }

  /** One quantity of the networks that are here, [length]; NaN where a network has none. */
  column(name: QuantityName): Float32Array {
    return this.#columns[name].subarray(0, this.length);
  }

  /** Indices of the networks that axes show, from left to right. Sorted when asked for, and again once there are more. */
  order({ x, y }: Axes): Uint32Array {
    const key = `${x} ${y} ${this.length}`;
    if (this.#order.key !== key) {
      const [right, up] = [this.column(x), this.column(y)];
      const indices = Uint32Array.from(right.keys())
        .filter((i) => !Number.isNaN(right[i]) && !Number.isNaN(up[i]))
        // Of two exact zeros the difference is NaN.
        .sort((a, b) => (right[a] ?? 0) - (right[b] ?? 0) || a - b);
      this.#order = { key, indices };
    }
    return this.#order.indices;
  }

  /** The network `places` further to the right, or the first or last one; from outside where `index` is undefined. */
  along(axes: Axes, index: number | undefined, places: number): number | undefined {
    const order = this.order(axes);
    const outside = places < 0 ? order.length : -1;
    const from = index === undefined ? outside : order.indexOf(index);
    return order[Math.min(order.length - 1, Math.max(0, from + places))];
  }
}
