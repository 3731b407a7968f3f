/** ∂L/∂W of a model: Σ x·yᵀ over steps and sequences, of vectors of any magnitude. */
import { allTimesPowerOfTwo, log10Norm, type ScaledVector } from '../scaled_vector.ts';
import type { Products } from './products.ts';

/** Terms that are added together. */
const together = 512;

interface Term {
  readonly left: ScaledVector;
  readonly right: ScaledVector;
}

/** The sum carries one power of two: what is more decades below it than float64 has counts for nothing in its norm. */
export class OuterSum {
  readonly #products: Products;
  readonly #sum: Float64Array;
  #exponent = -Infinity;
  #terms: Term[] = [];

  /** Of x [rows] and y [columns]. */
  constructor(rows: number, columns: number, products: Products) {
    this.#products = products;
    this.#sum = new Float64Array(rows * columns);
  }

  add(left: ScaledVector, right: ScaledVector): void {
    this.#terms.push({ left, right });
    if (this.#terms.length >= together) this.#flush();
  }

  /** log10 of its Frobenius norm; −Infinity where it is zero. */
  log10Norm(): number {
    this.#flush();
    if (this.#exponent === -Infinity) return -Infinity;
    return log10Norm({ values: this.#sum, exponent: this.#exponent });
  }

  /** The sum itself, row-major [rows × columns]. */
  total(): ScaledVector {
    this.#flush();
    return { values: this.#sum, exponent: this.#exponent === -Infinity ? 0 : this.#exponent };
  }

  #flush(): void {
    const terms = this.#terms.filter(({ left, right }) => [left, right].every(isNotZero));
    this.#terms = [];
    if (terms.length === 0) return;
    const largest = Math.max(...terms.map(({ left, right }) => left.exponent + right.exponent));
    this.#raise(largest);
    this.#products.addOuter(
      this.#sum,
      terms.map(({ left, right }) => {
        const shift = left.exponent + right.exponent - this.#exponent;
        return shift === 0 ? left.values : allTimesPowerOfTwo(left.values, shift);
      }),
      terms.map(({ right }) => right.values),
    );
  }

  /** Carries at least that power of two. */
  #raise(exponent: number): void {
    if (exponent <= this.#exponent) return;
    if (this.#exponent !== -Infinity) {
      const factor = 2 ** (this.#exponent - exponent);
      this.#sum.forEach((value, i) => {
        this.#sum[i] = factor * value;
      });
    }
    this.#exponent = exponent;
  }
}

function isNotZero({ values }: ScaledVector): boolean {
  return values.some((value) => value !== 0);
}
