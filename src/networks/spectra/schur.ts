/**
 * Francis's implicit double-shift QR: from Hessenberg form to the real Schur form, triangular but for blocks of two with
 * a pair of complex eigenvalues (Golub & Van Loan, §7.5; EISPACK's hqr). It always ends: where an eigenvalue takes too
 * many sweeps, the smallest entry that is in its way is neglected, and said.
 */
import type { Square } from './square.ts';
import type { Steps } from './steps.ts';

/** Sweeps for one eigenvalue before shifts that fit none are tried, and as often again. */
const patience = 10;
/** Sweeps for one eigenvalue after which what is lost in rounding beside the whole matrix may go. */
const tolerance = 30;
/** Sweeps for one eigenvalue at most. */
const mostSweeps = 60;

/** T, which overwrites the matrix, and its eigenvalues in the order of its diagonal. */
export interface SchurForm {
  readonly matrix: Square;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** The largest entry that was taken for zero and is larger than rounding. */
  readonly neglected: number;
  /** What the diagonal and the eigenvalues are more than float64 holds of them; nothing unless it is known. */
  readonly tails?: {
    readonly diagonal: Float64Array;
    readonly real: Float64Array;
    readonly imaginary: Float64Array;
  };
}

/** The reflectors 1 − β·(1, v₁, v₂)ᵀ·(1, v₁, v₂) of one sweep, each at the first of the rows that it mixes. */
interface Reflectors {
  readonly v1: Float64Array;
  readonly v2: Float64Array;
  readonly beta: Float64Array;
}

/** Overwrites a Hessenberg matrix with its Schur form; a step is a sweep. */
export function* toSchur(matrix: Square): Steps<SchurForm> {
  const { values, size, stride } = matrix;
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)];
  const reflectors = {
    ...{ v1: new Float64Array(size), v2: new Float64Array(size) },
    beta: new Float64Array(size),
  };
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let neglected = 0;
  let sweeps = 0;
  for (let last = size - 1; last >= 0; ) {
    const negligible = sweeps < tolerance ? 0 : Number.EPSILON * largest;
    let first = startOf(matrix, last, negligible);
    if (first < last - 1 && sweeps >= mostSweeps) {
      first = smallestBelow(matrix, first, last);
      neglected = Math.max(neglected, Math.abs(at(values, first * stride + first - 1)));
    }
    if (first > 0) values[first * stride + first - 1] = 0;
    if (first >= last - 1) {
      if (first === last) real[last] = at(values, last * (stride + 1));
      else splitPair(matrix, first, real, imaginary);
      last = first - 1;
      sweeps = 0;
      continue;
    }
    sweep(matrix, first, last, shifts(matrix, last, sweeps), reflectors);
    sweeps += 1;
    yield;
  }
  return { matrix, real, imaginary, neglected };
}

/** Where the last part begins that no zero on the subdiagonal divides. */
function startOf({ values, stride }: Square, last: number, negligible: number): number {
  for (let row = last; row > 0; row--) {
    const place = row * stride + row;
    const beside = Math.abs(at(values, place)) + Math.abs(at(values, place - stride - 1));
    if (Math.abs(at(values, place - 1)) <= Math.max(Number.EPSILON * beside, negligible)) return row;
  }
  return 0;
}

/** The row whose entry on the subdiagonal is the smallest. */
function smallestBelow({ values, stride }: Square, first: number, last: number): number {
  const size = (row: number) => Math.abs(at(values, row * stride + row - 1));
  let least = last;
  for (let row = last - 1; row > first; row--) if (size(row) < size(least)) least = row;
  return least;
}

interface Shifts {
  readonly sum: number;
  readonly product: number;
}

/** The eigenvalues of the last two rows, or what breaks a cycle among them. */
function shifts({ values, stride }: Square, last: number, sweeps: number): Shifts {
  const place = last * stride + last;
  const own = at(values, place);
  const below = at(values, place - 1);
  if (sweeps % patience === patience - 1) {
    const size = Math.abs(below) + Math.abs(at(values, place - stride - 2));
    const shift = 0.75 * size + own;
    return { sum: 2 * shift, product: shift ** 2 + 0.4375 * size ** 2 };
  }
  const above = at(values, place - stride - 1);
  return { sum: own + above, product: own * above - below * at(values, place - stride) };
}

/** One sweep over rows first … last: the reflectors chase a bulge down, over the whole width of the matrix. */
function sweep(matrix: Square, first: number, last: number, shift: Shifts, reflectors: Reflectors): void {
  const { values, stride } = matrix;
  let [start, p, q, r] = startOfSweep(matrix, first, last, shift);
  const from = start;
  for (let row = from + 2; row <= last; row++) {
    values[row * stride + row - 2] = 0;
    if (row > from + 2) values[row * stride + row - 3] = 0;
  }
  for (; start < last; start++) {
    const place = start * stride + start;
    const atEnd = start === last - 1;
    if (start > from) {
      p = at(values, place - 1);
      q = at(values, place + stride - 1);
      r = atEnd ? 0 : at(values, place + 2 * stride - 1);
    }
    const scale = Math.abs(p) + Math.abs(q) + Math.abs(r);
    if (scale === 0) {
      reflectors.beta[start] = reflectors.v1[start] = reflectors.v2[start] = 0;
      continue;
    }
    const [x, y, z] = [p / scale, q / scale, r / scale];
    const norm = x < 0 ? -Math.sqrt(x * x + y * y + z * z) : Math.sqrt(x * x + y * y + z * z);
    if (start > from) {
      values[place - 1] = -norm * scale;
      values[place + stride - 1] = 0;
      if (!atEnd) values[place + 2 * stride - 1] = 0;
    } else if (from > first) values[place - 1] = -at(values, place - 1);
    const v1 = y / (x + norm);
    const v2 = z / (x + norm);
    const beta = (x + norm) / norm;
    reflectors.v1[start] = v1;
    reflectors.v2[start] = v2;
    reflectors.beta[start] = beta;
    if (atEnd) mixTwoRows(matrix, start, v1, beta);
    else mixThreeRows(matrix, start, v1, v2, beta);
    // The next reflector needs these rows' columns now; the others get all of a sweep's at once.
    for (let row = start + 1; row <= Math.min(start + 3, last); row++) {
      mixColumns(matrix, row, start, atEnd ? last : start + 1, reflectors);
    }
  }
  mixColumnsAbove(matrix, from, last, reflectors);
}

/** Where two small entries below one another let the sweep begin, and the first column of (H − shift₁)·(H − shift₂) there. */
function startOfSweep(
  { values, stride }: Square,
  first: number,
  last: number,
  { sum, product }: Shifts,
): [start: number, p: number, q: number, r: number] {
  for (let start = last - 2; ; start--) {
    const place = start * stride + start;
    const own = at(values, place);
    const next = at(values, place + stride + 1);
    const p = ((own - sum) * own + product) / at(values, place + stride) + at(values, place + 1);
    const q = own + next - sum;
    const r = at(values, place + 2 * stride + 1);
    if (start === first) return [start, p, q, r];
    const before = Math.abs(at(values, place - stride - 1));
    const small = Math.abs(at(values, place - 1)) * (Math.abs(q) + Math.abs(r));
    if (small <= Number.EPSILON * Math.abs(p) * (before + Math.abs(own) + Math.abs(next))) {
      return [start, p, q, r];
    }
  }
}

function mixThreeRows(
  { values, size, stride }: Square,
  start: number,
  v1: number,
  v2: number,
  beta: number,
): void {
  const end = start * stride + size;
  for (let a = start * stride + start; a < end; a++) {
    const b = a + stride;
    const c = b + stride;
    const x = at(values, a);
    const y = at(values, b);
    const z = at(values, c);
    const share = beta * (x + v1 * y + v2 * z);
    values[a] = x - share;
    values[b] = y - share * v1;
    values[c] = z - share * v2;
  }
}

function mixTwoRows({ values, size, stride }: Square, start: number, v1: number, beta: number): void {
  const end = start * stride + size;
  for (let a = start * stride + start; a < end; a++) {
    const b = a + stride;
    const share = beta * (at(values, a) + v1 * at(values, b));
    values[a] = at(values, a) - share;
    values[b] = at(values, b) - share * v1;
  }
}

/** One row times the reflectors from … to − 1. That of two columns has v₂ = 0, and leaves the third as it is. */
function mixColumns(
  { values, stride }: Square,
  row: number,
  from: number,
  to: number,
  { v1, v2, beta }: Reflectors,
): void {
  for (let k = from; k < to; k++) {
    mixOne(values, row * stride + k, at(v1, k), at(v2, k), at(beta, k));
  }
}

/** Rows 0 … last − 1 times the reflectors of a sweep that they have not had, four rows together: one waits for itself. */
function mixColumnsAbove(matrix: Square, from: number, last: number, reflectors: Reflectors): void {
  let row = 0;
  for (; row + 3 < last; row += 4) {
    const together = Math.max(from, row + 3);
    for (let i = 0; i < 3; i++) mixColumns(matrix, row + i, Math.max(from, row + i), together, reflectors);
    mixFourRows(matrix, row, together, last, reflectors);
  }
  for (; row < last; row++) mixColumns(matrix, row, Math.max(from, row), last, reflectors);
}

function mixFourRows(
  { values, stride }: Square,
  row: number,
  from: number,
  to: number,
  { v1, v2, beta }: Reflectors,
): void {
  const rowA = row * stride;
  const rowB = rowA + stride;
  const rowC = rowB + stride;
  const rowD = rowC + stride;
  // The two entries of each row that the next reflector takes up again stay at hand.
  let a0 = at(values, rowA + from);
  let a1 = at(values, rowA + from + 1);
  let b0 = at(values, rowB + from);
  let b1 = at(values, rowB + from + 1);
  let c0 = at(values, rowC + from);
  let c1 = at(values, rowC + from + 1);
  let d0 = at(values, rowD + from);
  let d1 = at(values, rowD + from + 1);
  for (let k = from; k < to; k++) {
    const first = at(v1, k);
    const second = at(v2, k);
    const factor = at(beta, k);
    const a2 = at(values, rowA + k + 2);
    const b2 = at(values, rowB + k + 2);
    const c2 = at(values, rowC + k + 2);
    const d2 = at(values, rowD + k + 2);
    const a = factor * (a0 + first * a1 + second * a2);
    const b = factor * (b0 + first * b1 + second * b2);
    const c = factor * (c0 + first * c1 + second * c2);
    const d = factor * (d0 + first * d1 + second * d2);
    values[rowA + k] = a0 - a;
    values[rowB + k] = b0 - b;
    values[rowC + k] = c0 - c;
    values[rowD + k] = d0 - d;
    a0 = a1 - a * first;
    b0 = b1 - b * first;
    c0 = c1 - c * first;
    d0 = d1 - d * first;
    a1 = a2 - a * second;
    b1 = b2 - b * second;
    c1 = c2 - c * second;
    d1 = d2 - d * second;
  }
  // What the last one leaves of its third column is what was there.
  values[rowA + to] = a0;
  values[rowB + to] = b0;
  values[rowC + to] = c0;
  values[rowD + to] = d0;
}

function mixOne(values: Float64Array, place: number, v1: number, v2: number, beta: number): void {
  const y = at(values, place + 1);
  const z = at(values, place + 2);
  const share = beta * (at(values, place) + v1 * y + v2 * z);
  values[place] = at(values, place) - share;
  values[place + 1] = y - share * v1;
  values[place + 2] = z - share * v2;
}

/** The eigenvalues of rows k and k + 1; two real ones are brought onto the diagonal by a rotation. */
function splitPair(matrix: Square, k: number, real: Float64Array, imaginary: Float64Array): void {
  const { values, stride } = matrix;
  const place = k * stride + k;
  const [a, b] = [at(values, place), at(values, place + 1)];
  const [c, d] = [at(values, place + stride), at(values, place + stride + 1)];
  const half = (a - d) / 2;
  const square = half * half + b * c;
  if (square < 0) {
    real.fill(d + half, k, k + 2);
    imaginary[k] = Math.sqrt(-square);
    imaginary[k + 1] = -Math.sqrt(-square);
    return;
  }
  const z = half >= 0 ? half + Math.sqrt(square) : half - Math.sqrt(square);
  real[k] = d + z;
  real[k + 1] = z === 0 ? d : d - (b * c) / z;
  const length = Math.hypot(z, c);
  if (length > 0) rotate(matrix, k, z / length, c / length);
  values[place] = at(real, k);
  values[place + stride] = 0;
  values[place + stride + 1] = at(real, k + 1);
}

/** Rows and columns k and k + 1 by an angle, given as its cosine and sine. */
function rotate({ values, size, stride }: Square, k: number, cosine: number, sine: number): void {
  const turn = (first: number, second: number) => {
    const [x, y] = [at(values, first), at(values, second)];
    values[first] = cosine * x + sine * y;
    values[second] = cosine * y - sine * x;
  };
  for (let j = k; j < size; j++) turn(k * stride + j, (k + 1) * stride + j);
  for (let i = 0; i <= k + 1; i++) turn(i * stride + k, i * stride + k + 1);
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(vector: Float64Array, index: number): number {
  return vector[index] ?? 0;
}
