/** Householder reflections bring a matrix to Hessenberg form: zeros below its first subdiagonal (Golub & Van Loan, §7.4). */
import type { Square } from './square.ts';
import type { Steps } from './steps.ts';

/** A ← A − v·leftᵀ − right·vᵀ, which is still to be done to rows and columns from one on. */
interface Update {
  readonly v: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Overwrites a matrix with an orthogonally similar one in Hessenberg form; a step is a column. */
export function* toHessenberg(matrix: Square): Steps<void> {
  const { size } = matrix;
  let update = noUpdate(size);
  let next = noUpdate(size);
  for (let from = 1; from < size; from++) {
    // What comes of the last column is done to this one and its row first, to all else while it is read.
    updateEdge(matrix, from - 1, update);
    const factor = takeReflector(matrix, from, next.v);
    reflectRowsAbove(matrix, from, next.v, factor);
    reflectBothSides(matrix, from, update, next, factor);
    [update, next] = [next, update];
    yield;
  }
  if (size > 1) updateEdge(matrix, size - 1, update);
}

/** One place more than there are rows: an odd one out is taken with a row of zeros. */
function noUpdate(size: number): Update {
  const zeros = () => new Float64Array(size + 1);
  return { v: zeros(), left: zeros(), right: zeros() };
}

/** The update of row and column `edge`, from their common entry on. */
function updateEdge({ values, size, stride }: Square, edge: number, { v, left, right }: Update): void {
  for (let i = edge; i < size; i++) {
    const [inRow, inColumn] = [edge * stride + i, i * stride + edge];
    values[inRow] = at(values, inRow) - at(v, edge) * at(left, i) - at(right, edge) * at(v, i);
    if (i === edge) continue;
    values[inColumn] = at(values, inColumn) - at(v, i) * at(left, edge) - at(right, i) * at(v, edge);
  }
}

/**
 * v of the reflection 1 − β·v·vᵀ that leaves nothing of column `from` − 1 below row `from`, written from place `from`
 * on; the column becomes what it leaves. Returns β, 0 where the column is such already.
 */
function takeReflector({ values, size, stride }: Square, from: number, v: Float64Array): number {
  const place = (row: number) => row * stride + from - 1;
  let scale = 0;
  let below = 0;
  for (let row = from; row < size; row++) {
    const magnitude = Math.abs(at(values, place(row)));
    scale = Math.max(scale, magnitude);
    if (row > from) below = Math.max(below, magnitude);
  }
  if (below === 0) {
    v.fill(0, from);
    return 0;
  }
  let square = 0;
  for (let row = from; row < size; row++) {
    const value = at(values, place(row)) / scale;
    v[row] = value;
    square += value * value;
    values[place(row)] = 0;
  }
  const first = at(v, from);
  const left = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  values[place(from)] = scale * left;
  v[from] = first - left;
  return 1 / (square - first * left);
}

/** A ← A·(1 − β·v·vᵀ) in the rows that v does not reach. */
function reflectRowsAbove(
  { values, size, stride }: Square,
  from: number,
  v: Float64Array,
  factor: number,
): void {
  if (factor === 0) return;
  for (let row = 0; row < from; row++) {
    const start = row * stride;
    let sum = 0;
    for (let j = from; j < size; j++) sum += at(values, start + j) * at(v, j);
    sum *= factor;
    for (let j = from; j < size; j++) values[start + j] = at(values, start + j) - sum * at(v, j);
  }
}

/**
 * The last update is done to the other rows, and of (1 − β·v·vᵀ)·A·(1 − β·v·vᵀ) = A − v·leftᵀ − right·vᵀ the next one
 * made in passing; two rows at a time, for a lone sum waits for itself.
 */
function reflectBothSides(matrix: Square, from: number, last: Update, next: Update, factor: number): void {
  const { size } = matrix;
  const { v, left, right } = next;
  left.fill(0, from);
  for (let row = from; row < size; row += 2) passTwoRows(matrix, row, from, last, next);
  let both = 0;
  for (let i = from; i < size; i++) both += at(v, i) * at(right, i);
  const shared = (factor * factor * both) / 2;
  for (let j = from; j < size; j++) {
    left[j] = factor * at(left, j) - shared * at(v, j);
    right[j] = factor * at(right, j) - shared * at(v, j);
  }
}

/** Brings two rows up to date, and adds what they have to v·A and A·v. */
function passTwoRows(
  { values, size, stride }: Square,
  row: number,
  from: number,
  { v: lastV, left: lastLeft, right: lastRight }: Update,
  { v, left, right }: Update,
): void {
  const [startA, startB] = [row * stride, (row + 1) * stride];
  const [ownA, ownB] = [at(v, row), at(v, row + 1)];
  const [lastA, lastB] = [at(lastV, row), at(lastV, row + 1)];
  const [rightA, rightB] = [at(lastRight, row), at(lastRight, row + 1)];
  let sumA = 0;
  let sumB = 0;
  for (let j = from; j < size; j++) {
    const a = at(values, startA + j) - lastA * at(lastLeft, j) - rightA * at(lastV, j);
    const b = at(values, startB + j) - lastB * at(lastLeft, j) - rightB * at(lastV, j);
    values[startA + j] = a;
    values[startB + j] = b;
    sumA += a * at(v, j);
    sumB += b * at(v, j);
    left[j] = at(left, j) + ownA * a + ownB * b;
  }
  right[row] = sumA;
  right[row + 1] = sumB;
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(vector: Float64Array, index: number): number {
  return vector[index] ?? 0;
}
