/**
 * A product of matrices that spreads over thousands of decades, kept as X·D·Y with X and Y well conditioned and D diagonal
 * (Stewart 1994; Demmel et al. 1999), so that its smallest singular values are as exact, each beside itself, as its largest.
 * Factors come from the left: Jᵀ of the step before goes before those of the steps after it.
 */
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry, norm } from '../vector.ts';
import type { Wide } from '../wide.ts';
import { orthogonalised } from './one_sided_jacobi.ts';
import { type PivotedFactors, pivotedFactors } from './pivoted_factors.ts';
import { normalised, type ScaledColumn } from './scaled_columns.ts';
import type { Steps } from './steps.ts';

/** The singular values of a product, and the direction that it stretches most. */
export interface SingularValues {
  /**
   * log2 of all of them, falling; −Infinity for an exact zero, NaN where a factor all but loses a direction, so that rounding
   * leaves nothing of what it made of it.
   */
  readonly log2: Float64Array;
  /** The left singular vector of the largest one, of length 1; undefined where all are zero. */
  readonly direction: Float64Array | undefined;
}

/** Relative errors that may add up to this: half a decade is a fact no longer. */
const mostLoss = 0.1;

export class GradedProduct {
  #size: number;
  /** X·D: columns, those of X apart from their scale well conditioned together. */
  #columns: ScaledColumn[];
  /** Rows of Y, one for each column. */
  #rows: Float64Array[];
  /** Roundings that each column has been left with. */
  #losses: number[];
  /** Whether a matrix has been multiplied with X since its columns were last made orthogonal. */
  #pending = false;
  /** Of the newest matrix that only diagonals follow: how many of its singular values are not lost in rounding. */
  #rank: { readonly of: Float64Array; readonly is: number } | undefined;
  #mostRank: number;

  /** An identity. */
  constructor(size: number) {
    this.#size = size;
    const unit = (k: number) => Float64Array.from({ length: size }, (_, i) => (i === k ? 1 : 0));
    this.#columns = Array.from({ length: size }, (_, k) => ({ values: unit(k), exponent: 0 }));
    this.#rows = Array.from({ length: size }, (_, k) => unit(k));
    this.#losses = Array.from({ length: size }, () => 0);
    this.#mostRank = size;
  }

  /** The same product, which goes on alone. */
  copy(): GradedProduct {
    const twin = new GradedProduct(0);
    twin.#size = this.#size;
    twin.#columns = this.#columns;
    twin.#rows = this.#rows;
    twin.#losses = this.#losses;
    twin.#pending = this.#pending;
    twin.#mostRank = this.#mostRank;
    return twin;
  }

  /** A dense matrix from the left, row-major [size × size]. */
  *byMatrix(matrix: Float64Array): Steps<void> {
    yield* this.#settle(true);
    yield* this.#multiply(matrix);
  }

  /**
   * A matrix from the left and then a diagonal one: kept apart, so that rows which nearly vanish do so exactly. The matrix is
   * the same one again and again: whether it has an inverse is looked at once.
   */
  *byMatrixAndDiagonal(matrix: Float64Array, diagonal: readonly Wide[]): Steps<void> {
    if (this.#rank?.of !== matrix) this.#rank = { of: matrix, is: yield* rankOf(matrix, this.#size) };
    this.#mostRank = Math.min(this.#mostRank, this.#rank.is);
    yield* this.#settle(false);
    yield* this.#multiply(matrix);
    yield* this.byDiagonal(diagonal);
  }

  *byDiagonal(diagonal: readonly Wide[]): Steps<void> {
    const largest = diagonal.reduce(
      (most, { mantissa, exponent }) => (mantissa === 0 ? most : Math.max(most, exponent)),
      -Infinity,
    );
    const factors = diagonal.map(({ mantissa, exponent }) =>
      mantissa === 0 ? 0 : timesPowerOfTwo(mantissa, exponent - largest),
    );
    this.#take(
      this.#columns.map(({ values, exponent }) => ({
        values: values.map((value, i) => value * entry(factors, i)),
        exponent: exponent + largest,
      })),
    );
    this.#pending = true;
    yield* this.#settle(false);
  }

  /** Of the product so far; it may go on afterwards. */
  *singularValues(): Steps<SingularValues> {
    yield* this.#settle(true);
    yield* this.#straighten();
    const turned = yield* orthogonalised(this.#columns);
    yield;
    const kept = this.#losses.filter((loss) => loss < mostLoss).length;
    const resolved = Math.min(kept, this.#mostRank);
    const log2 = new Float64Array(this.#size).fill(-Infinity);
    turned.forEach(({ values, exponent }, k) => {
      log2[k] = k < resolved ? exponent + Math.log2(norm(values)) : Number.NaN;
    });
    const [first] = turned;
    const length = first && norm(first.values);
    return {
      log2,
      direction: first?.values.map((value) => value / (length ?? 1)),
    };
  }

  *#multiply(matrix: Float64Array): Steps<void> {
    const multiplied: ScaledColumn[] = [];
    for (const { values, exponent } of this.#columns) {
      multiplied.push({ values: product(matrix, values), exponent });
      yield;
    }
    this.#take(multiplied);
    this.#pending = true;
  }

  /** Columns in place of those before; what has become zero goes, and its row of Y with it. */
  #take(columns: readonly ScaledColumn[]): void {
    const kept = columns.map(normalised);
    this.#columns = kept.flatMap((column) => column ?? []);
    this.#rows = this.#rows.filter((_, i) => kept[i]);
    this.#losses = this.#losses.filter((_, i) => kept[i]);
  }

  /** X orthogonal again, D falling; `lossy` where what is lost beside a column's length is lost for good. */
  *#settle(lossy: boolean): Steps<void> {
    if (!this.#pending) return;
    this.#pending = false;
    const factors = yield* pivotedFactors(this.#columns, this.#size);
    const [rows, losses] = [this.#rows, this.#losses];
    this.#rows = yield* this.#mixed(factors, rows);
    const rounding = Number.EPSILON * Math.sqrt(this.#size);
    this.#losses = factors.columns.map((_, k) => {
      const before = losses[factors.order[k] ?? 0] ?? 0;
      return before + rounding / (lossy ? (factors.left[k] ?? 1) : 1);
    });
    this.#columns = factors.columns.flatMap((column) => normalised(column) ?? []);
  }

  /** B·Πᵀ·Y */
  *#mixed({ rows: mixing, order }: PivotedFactors, rows: readonly Float64Array[]): Steps<Float64Array[]> {
    const mixed: Float64Array[] = [];
    for (const mix of mixing) {
      const sum = new Float64Array(this.#size);
      mix.forEach((factor, j) => {
        if (factor !== 0) add(sum, rows[order[j] ?? 0] ?? none, factor);
      });
      mixed.push(sum);
      yield;
    }
    return mixed;
  }

  /** Y's rows orthonormal: Yᵀ·D = Q·D′·B·Πᵀ, and X takes Π·Bᵀ. */
  *#straighten(): Steps<void> {
    const columns = this.#columns;
    const lengths = columns.map(({ values }) => norm(values));
    const scaled = this.#rows.map((row, k) => {
      const length = lengths[k] ?? 1;
      return { values: row.map((value) => value * length), exponent: columns[k]?.exponent ?? 0 };
    });
    const { columns: straight, rows: mixing, order } = yield* pivotedFactors(scaled, this.#size);
    const units = order.map((place) => {
      const length = lengths[place] ?? 1;
      return (columns[place]?.values ?? none).map((value) => value / length);
    });
    const taken: ScaledColumn[] = [];
    for (const [k, { values, exponent }] of straight.entries()) {
      const sum = new Float64Array(this.#size);
      (mixing[k] ?? none).forEach((factor, j) => {
        if (factor !== 0) add(sum, units[j] ?? none, factor);
      });
      const length = norm(values);
      taken.push({ values: sum.map((value) => value * length), exponent });
      yield;
    }
    this.#losses = straight.map((_, k) => this.#losses[order[k] ?? 0] ?? 0);
    this.#rows = straight.map(({ values }) => {
      const length = norm(values);
      return values.map((value) => value / length);
    });
    this.#columns = taken;
  }
}

const none = new Float64Array(0);

/** Singular values of a matrix that rounding leaves something of. */
function* rankOf(matrix: Float64Array, size: number): Steps<number> {
  const columns = Array.from({ length: size }, (_, j) =>
    normalised({
      values: Float64Array.from({ length: size }, (_row, i) => entry(matrix, i * size + j)),
      exponent: 0,
    }),
  ).flatMap((column) => column ?? []);
  const { columns: pivots } = yield* pivotedFactors(columns, size);
  const sizes = pivots.map(({ values, exponent }) => exponent + Math.log2(norm(values)));
  const least = (sizes[0] ?? 0) + Math.log2((Number.EPSILON * Math.sqrt(size)) / mostLoss);
  return sizes.filter((one) => one > least).length;
}

function product(matrix: Float64Array, x: Float64Array): Float64Array {
  const size = x.length;
  const made = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += at(matrix, i * size + j) * at(x, j);
    made[i] = sum;
  }
  return made;
}

function add(sum: Float64Array, x: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = at(sum, i) + factor * at(x, i);
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(x: Float64Array, index: number): number {
  return x[index] ?? 0;
}
