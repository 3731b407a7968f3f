/** ∂L/∂W of a model: Σ x·yᵀ over steps and sequences, of vectors of any magnitude. */
import { allTimesPowerOfTwo, log10Norm, type ScaledVector } from '../scaled_vector.ts';
import type { Steps } from '../spectra/steps.ts';
import type { Products, SumElsewhere } from './products.ts';

/** Terms that are added together. */
const together = 512;

interface Term {
  readonly left: ScaledVector;
  readonly right: ScaledVector;
}

/** The sum carries one power of two: what is more decades below it than float64 has counts for nothing in its norm. */
export class OuterSum {
  readonly #products: Products;
  /** Where another core adds, of its own only once that has sent it. */
  readonly #elsewhere: SumElsewhere | undefined;
  #sum: Float64Array;
  readonly #length: number;
  #exponent = -Infinity;
  #terms: Term[] = [];

  /** Of x [rows] and y [columns]. */
  constructor(rows: number, columns: number, products: Products) {
    this.#products = products;
    this.#elsewhere = products.sumElsewhere?.(rows, columns);
    this.#length = rows * columns;
    this.#sum = new Float64Array(this.#elsewhere ? 0 : this.#length);
  }

  add(left: ScaledVector, right: ScaledVector): void {
    this.#terms.push({ left, right });
    if (this.#terms.length >= together) this.#flush();
  }

  /** Adds what is left: nothing more comes. */
  close(): void {
    this.#flush();
    if (this.#exponent !== -Infinity) this.#elsewhere?.finish();
  }

  /** Waits for a sum that is closed, a step at a time, where another core adds it. */
  *arrived(): Steps<void> {
    if (!this.#elsewhere || this.#exponent === -Infinity) return;
    for (;;) {
      const total = this.#elsewhere.total();
      if (total) {
        this.#sum = total;
        return;
      }
      yield;
    }
  }

  /** log10 of its Frobenius norm, once it has arrived; −Infinity where it is zero. */
  log10Norm(): number {
    if (this.#exponent === -Infinity) return -Infinity;
    return log10Norm({ values: this.#sum, exponent: this.#exponent });
  }

  /** The sum itself, row-major [rows × columns], once it has arrived. */
  total(): ScaledVector {
    if (this.#exponent === -Infinity) return { values: new Float64Array(this.#length), exponent: 0 };
    return { values: this.#sum, exponent: this.#exponent };
  }

  #flush(): void {
    const terms = this.#terms.filter(({ left, right }) => [left, right].every(isNotZero));
    this.#terms = [];
    if (terms.length === 0) return;
    const largest = Math.max(...terms.map(({ left, right }) => left.exponent + right.exponent));
    const factor = this.#raise(largest);
    const lefts = terms.map(({ left, right }) => {
      const shift = left.exponent + right.exponent - this.#exponent;
      return shift === 0 ? left.values : allTimesPowerOfTwo(left.values, shift);
    });
    const rights = terms.map(({ right }) => right.values);
    if (this.#elsewhere) {
      this.#elsewhere.add(factor, lefts, rights);
      return;
    }
    if (factor !== 1) this.#sum = this.#sum.map((value) => factor * value);
    this.#products.addOuter(this.#sum, lefts, rights);
  }

  /** Carries at least that power of two: the factor that the sum so far then gets. */
  #raise(exponent: number): number {
    const before = this.#exponent;
    if (exponent <= before) return 1;
    this.#exponent = exponent;
    return before === -Infinity ? 1 : 2 ** (before - exponent);
  }
}

function isNotZero({ values }: ScaledVector): boolean {
  return values.some((value) => value !== 0);
}
