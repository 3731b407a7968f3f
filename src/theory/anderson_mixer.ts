/** Anderson's acceleration of a fixed point x = x + f(x) (Walker & Ni 2011): mixes the last few steps so that f is least. */
import { entry } from '../networks/vector.ts';

const depth = 6;
/** No entry moves further at once. */
const longest = 2;

export class AndersonMixer {
  readonly #places: Float64Array[] = [];
  readonly #changes: Float64Array[] = [];

  /** The next x, from x and f(x). */
  next(place: Float64Array, change: Float64Array): Float64Array {
    this.#places.push(place);
    this.#changes.push(change);
    if (this.#places.length > depth) {
      this.#places.shift();
      this.#changes.shift();
    }
    const moves = differences(this.#places);
    const effects = differences(this.#changes);
    const shares = leastSquares(effects, change);
    return place.map((value, k) => {
      let step = entry(change, k);
      shares.forEach((share, i) => {
        step -= share * (entry(moves[i] ?? [], k) + entry(effects[i] ?? [], k));
      });
      return value + Math.max(-longest, Math.min(longest, step));
    });
  }
}

function differences(rows: readonly Float64Array[]): Float64Array[] {
  return rows.slice(1).map((row, i) => row.map((value, k) => value - entry(rows[i] ?? [], k)));
}

/** Shares c for which Σ c_i·row_i is nearest to a target. */
function leastSquares(rows: readonly Float64Array[], target: Float64Array): Float64Array {
  const size = rows.length;
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * entry(b, k), 0);
  // Gauss's elimination of the normal equations; a trace more on the diagonal keeps rows that are alike apart.
  const matrix = rows.map((row, i) =>
    Float64Array.from([
      ...rows.map((other, j) => dot(row, other) * (i === j ? 1 + 1e-10 : 1)),
      dot(row, target),
    ]),
  );
  for (const [i, pivot] of matrix.entries()) {
    for (const row of matrix.slice(i + 1)) {
      const factor = entry(row, i) / entry(pivot, i);
      for (let k = i; k <= size; k++) row[k] = entry(row, k) - factor * entry(pivot, k);
    }
  }
  const shares = new Float64Array(size);
  for (const [i, row] of [...matrix.entries()].reverse()) {
    let value = entry(row, size);
    for (let k = i + 1; k < size; k++) value -= entry(row, k) * entry(shares, k);
    shares[i] = value / entry(row, i);
  }
  return shares;
}
