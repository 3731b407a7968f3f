/**
 * A frame of k orthonormal directions that is carried through a product of Jacobians, and made orthonormal again now and
 * then: the logarithms of R's diagonal are what its volumes gain (Benettin et al. 1980). Carried back through time, as the
 * gradient is, it has the exponents of the way forward: a product and its transpose have the same singular values.
 */
import { factorised } from './householder.ts';
import { normals, purpose } from './normal.ts';
import type { ScaledVector } from './scaled_vector.ts';
import { entry, norm } from './vector.ts';

/** What an orthonormalisation comes to, [k] each. */
export interface FrameGrowth {
  /** ln R_jj: what direction j has gained since the last one; −Infinity where it is a combination of those before it. */
  readonly logs: Float64Array;
  /** How many times shorter direction j became by taking those before it out of it: what a rounding error grew by. */
  readonly amplification: Float64Array;
}

/** The frame that every network begins with: k random orthonormal columns below one another, row-major [k × size]. */
export function startingFrame(seed: number, size: number, k: number): Float64Array {
  return factorised(drawnFrame(seed, size, k), size).columns;
}

/** The same before it is made orthonormal. */
export function drawnFrame(seed: number, size: number, k: number): Float64Array {
  const columns = new Float64Array(k * size);
  for (let j = 0; j < k; j++) columns.set(normals(seed, purpose.frame, 0, j, size), j * size);
  return columns;
}

/** Beyond it nothing is left of a direction. */
const mostAmplification = 1 / Number.EPSILON;

export class Frame {
  #columns: readonly ScaledVector[];
  readonly #size: number;

  /** @param columns k orthonormal columns below one another, row-major [k × size] */
  constructor(columns: Float64Array, size: number) {
    this.#size = size;
    this.#columns = Array.from({ length: columns.length / size }, (_, j) => ({
      values: columns.slice(j * size, (j + 1) * size),
      exponent: 0,
    }));
  }

  /** The columns become what `jacobian` makes of each. */
  carry(jacobian: (column: ScaledVector) => ScaledVector): void {
    this.#columns = this.#columns.map(jacobian);
  }

  /** Makes it orthonormal. */
  orthonormalise(): FrameGrowth {
    const k = this.#columns.length;
    // What a column is multiplied by changes no direction: each comes with its own power of two.
    const all = new Float64Array(k * this.#size);
    for (const [j, { values }] of this.#columns.entries()) all.set(values, j * this.#size);
    const { columns, diagonal } = factorised(all, this.#size);
    const logs = new Float64Array(k);
    const amplification = new Float64Array(k);
    for (const [j, { values, exponent }] of this.#columns.entries()) {
      const own = Math.abs(entry(diagonal, j));
      const length = norm(values);
      // What rounding may leave of nothing is nothing.
      const nothing = own <= this.#size * Number.EPSILON * length;
      logs[j] = nothing ? -Infinity : Math.log(own) + exponent * Math.LN2;
      amplification[j] = nothing ? mostAmplification : length / own;
    }
    this.#columns = Array.from({ length: k }, (_, j) => ({
      values: columns.slice(j * this.#size, (j + 1) * this.#size),
      exponent: 0,
    }));
    return { logs, amplification };
  }
}
