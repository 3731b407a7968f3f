/** ‖A‖₂, the largest singular value: the root of the largest eigenvalue of AᵀA, in tridiagonal form (Golub & Van Loan, §8.4). */
import { entry } from '../vector.ts';
import { toHessenberg } from './hessenberg.ts';
import { type Square, zeroSquare } from './square.ts';
import type { Steps } from './steps.ts';

/** Halvings of the interval in which the eigenvalue lies: float64 has no more digits. */
const halvings = 64;

/** Of a row-major matrix [size × size] whose squares are within range. */
export function* largestSingularValue(matrix: Float64Array, size: number): Steps<number> {
  const gram = yield* gramOf(matrix, size);
  yield* toHessenberg(gram);
  const { values, stride } = gram;
  const diagonal = Float64Array.from({ length: size }, (_, i) => entry(values, i * (stride + 1)));
  const squares = Float64Array.from({ length: size }, (_, i) =>
    i === 0 ? 0 : entry(values, i * stride + i - 1) ** 2,
  );
  return Math.sqrt(Math.max(0, largestEigenvalue(diagonal, squares)));
}

/** AᵀA; a step is four rows of A, so that the sums are fetched and put back a quarter as often. */
function* gramOf(matrix: Float64Array, size: number): Steps<Square> {
  const gram = zeroSquare(size);
  for (let row = 0; row < size; row += 4) {
    addFourRows(gram, matrix, row * size);
    yield;
  }
  const { values, stride } = gram;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) values[i * stride + j] = at(values, j * stride + i);
  }
  return gram;
}

/** What four rows of A, from a place on, add above the diagonal; those beyond the end are zeros. */
function addFourRows({ values, size, stride }: Square, matrix: Float64Array, rowA: number): void {
  const [rowB, rowC, rowD] = [rowA + size, rowA + 2 * size, rowA + 3 * size];
  for (let i = 0; i < size; i++) {
    const a = at(matrix, rowA + i);
    const b = at(matrix, rowB + i);
    const c = at(matrix, rowC + i);
    const d = at(matrix, rowD + i);
    if (a === 0 && b === 0 && c === 0 && d === 0) continue;
    const start = i * stride;
    for (let j = i; j < size; j++) {
      values[start + j] =
        at(values, start + j) +
        a * at(matrix, rowA + j) +
        b * at(matrix, rowB + j) +
        c * at(matrix, rowC + j) +
        d * at(matrix, rowD + j);
    }
  }
}

/** The largest eigenvalue of a symmetric tridiagonal matrix, by bisection with Sturm's count; `squares` of what stands beside the diagonal, from place 1 on. */
export function largestEigenvalue(diagonal: Float64Array, squares: Float64Array): number {
  const reach = (i: number) => Math.sqrt(at(squares, i)) + Math.sqrt(at(squares, i + 1));
  let least = diagonal.reduce((most, value) => Math.max(most, value), 0);
  let most = diagonal.reduce((largest, value, i) => Math.max(largest, value + reach(i)), 0);
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (least + most) / 2;
    if (isExceeded(middle, diagonal, squares)) least = middle;
    else most = middle;
  }
  return most;
}

/** Whether some eigenvalue is larger than x: whether a pivot of T − x is positive. */
function isExceeded(x: number, diagonal: Float64Array, squares: Float64Array): boolean {
  let pivot = -1;
  for (let i = 0; i < diagonal.length; i++) {
    pivot = entry(diagonal, i) - x - entry(squares, i) / pivot;
    if (pivot >= 0) return true;
  }
  return false;
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(vector: Float64Array, index: number): number {
  return vector[index] ?? 0;
}
