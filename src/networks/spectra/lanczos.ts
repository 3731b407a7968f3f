/**
 * ‖A‖₂ of a matrix that is too large to be brought to a form: the largest Ritz value of AᵀA after so many steps of Lanczos's from a
 * random start, held orthogonal (Golub & Van Loan, §10.1). It is a lower bound, and with k steps no more than a share ε of the
 * eigenvalue below it but for one chance in 1.648·√n·exp(−√ε·(2k − 1)) (Kuczyński & Woźniakowski 1992): ε = 0.007, 0.35 % of the
 * norm, at n = 4096 for one chance in 10¹².
 */
import { normals, purpose } from '../normal.ts';
import { largestEigenvalue } from './singular.ts';
import type { Steps } from './steps.ts';

const mostSteps = 200;
/** Rows of A in a step of work: some milliseconds. */
const rowsAtOnce = 256;

/** By how much of itself the norm may be larger than what is returned. */
export const lanczosShortfall = 0.0035;

/** Of a row-major matrix [size × size] whose squares are within range. */
export function* largestSingularValueBelow(matrix: Float64Array, size: number): Steps<number> {
  const basis: Float64Array[] = [];
  const [diagonal, beside]: [number[], number[]] = [[], [0]];
  let next = normals(1, purpose.initialState, 0, 0, size);
  for (let step = 0; step < Math.min(mostSteps, size); step++) {
    const length = Math.sqrt(dot(next, next));
    if (step > 0) beside.push(length * length);
    // Nothing is left beyond the vectors that there are: they have all of it.
    if (length <= Number.EPSILON * Math.sqrt(Math.max(...diagonal, 0)) * size) break;
    const vector = next.map((value) => value / length);
    basis.push(vector);
    next = yield* gramTimes(matrix, vector);
    diagonal.push(dot(vector, next));
    // Twice is enough (Giraud et al. 2005).
    for (let pass = 0; pass < 2; pass++) for (const other of basis) subtract(next, other, dot(other, next));
  }
  const squares = Float64Array.from(beside.slice(0, diagonal.length));
  return Math.sqrt(Math.max(0, largestEigenvalue(Float64Array.from(diagonal), squares)));
}

/** AᵀA·x */
function* gramTimes(matrix: Float64Array, vector: Float64Array): Steps<Float64Array> {
  const size = vector.length;
  const sum = new Float64Array(size);
  for (let from = 0; from < size; from += rowsAtOnce) {
    for (let row = from; row < Math.min(size, from + rowsAtOnce); row++) {
      const start = row * size;
      let product = 0;
      for (let i = 0; i < size; i++) product += (matrix[start + i] ?? 0) * (vector[i] ?? 0);
      for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + (matrix[start + i] ?? 0) * product;
    }
    yield;
  }
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] = (from[i] ?? 0) - times * (vector[i] ?? 0);
}
