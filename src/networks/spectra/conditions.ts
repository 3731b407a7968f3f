/**
 * How far eigenvalues move with the matrix: κ_i = ‖x_i‖·‖y_i‖/|y_iᴴ·x_i| of the right and left eigenvectors x_i and y_i,
 * by substitution in the Schur form (Golub & Van Loan, §7.2.2 and §7.6.4). 1 in a normal matrix, infinite where an
 * eigenvector is missing.
 */
import type { SchurForm } from './schur.ts';
import type { Square } from './square.ts';
import type { Steps } from './steps.ts';

/** Eigenvectors longer than this beside their unit entry end at an infinite κ before their squares overflow. */
const longest = 1e140;

/** An eigenvector as far as it is known, its real and imaginary parts. */
interface Vector {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** T − λ of one eigenvalue: its diagonal blocks, from differences that keep what float64 would round away. */
interface Shifted {
  readonly matrix: Square;
  readonly imaginary: number;
  /** Re λ_j − Re λ and T_jj − Re λ for every j. */
  readonly gaps: Float64Array;
  readonly diagonal: Float64Array;
  /** Im λ_j, positive where a block of two begins, negative where it ends, and Im λ_j less and plus Im λ. */
  readonly imaginaries: Float64Array;
  readonly apart: Float64Array;
  readonly together: Float64Array;
  /** As in LAPACK: nearer eigenvalues are taken to be this far apart. */
  readonly least: number;
}

/** κ of every eigenvalue in the order of the Schur form's diagonal; a step is an eigenvalue. */
export function* conditions(form: SchurForm): Steps<Float64Array> {
  const { matrix, imaginary, tails } = form;
  const { values, size } = matrix;
  const result = new Float64Array(size);
  const [right, left] = [vector(size), vector(size)];
  const precision = tails ? Number.EPSILON ** 2 : Number.EPSILON;
  const least = precision * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let k = 0; k < size; k++) {
    const pair = at(imaginary, k) > 0;
    const last = pair ? k + 1 : k;
    const shifted = shiftedBy(form, k, least);
    seed(shifted, k, pair, right, left);
    const overlap = overlapOf(right, left, k, last);
    const lengths = substituteUp(shifted, k, last, right) * substituteDown(shifted, k, last, left);
    result[k] = Math.max(1, lengths / overlap);
    if (pair) result[++k] = at(result, k - 1);
    yield;
  }
  return result;
}

function vector(size: number): Vector {
  return { real: new Float64Array(size), imaginary: new Float64Array(size) };
}

function shiftedBy({ matrix, real, imaginary, tails }: SchurForm, k: number, least: number): Shifted {
  const tail = (part: 'diagonal' | 'real' | 'imaginary', j: number) => (tails ? at(tails[part], j) : 0);
  const each = (of: (j: number) => number) => Float64Array.from(real, (_, j) => of(j));
  return {
    ...{ matrix, least, imaginary: at(imaginary, k), imaginaries: imaginary },
    gaps: each((j) => at(real, j) - at(real, k) + (tail('real', j) - tail('real', k))),
    diagonal: each(
      (j) =>
        at(matrix.values, j * (matrix.stride + 1)) - at(real, k) + (tail('diagonal', j) - tail('real', k)),
    ),
    apart: each((j) => at(imaginary, j) - at(imaginary, k) + (tail('imaginary', j) - tail('imaginary', k))),
    together: each(
      (j) => at(imaginary, j) + at(imaginary, k) + (tail('imaginary', j) + tail('imaginary', k)),
    ),
  };
}

/** Both eigenvectors within the diagonal block that has the eigenvalue. */
function seed(
  { matrix: { values, stride }, diagonal, imaginary }: Shifted,
  k: number,
  pair: boolean,
  right: Vector,
  left: Vector,
): void {
  const set = (target: Vector, place: number, re: number, im: number) => {
    target.real[place] = re;
    target.imaginary[place] = im;
  };
  if (!pair) {
    set(right, k, 1, 0);
    set(left, k, 1, 0);
    return;
  }
  const place = k * stride + k;
  // (T − λ)·x = 0 and yᵀ·(T − λ) = 0 with T = [a b; c d]: x ∝ (b, λ − a), y ∝ (c, λ − a), each divided by its size.
  const offset = -at(diagonal, k);
  const scale = Math.hypot(offset, imaginary);
  set(right, k, at(values, place + 1) / scale, 0);
  set(right, k + 1, offset / scale, imaginary / scale);
  set(left, k, at(values, place + stride) / scale, 0);
  set(left, k + 1, offset / scale, imaginary / scale);
}

/** |yᵀ·x|: the block is all that both have entries in. */
function overlapOf(x: Vector, y: Vector, first: number, last: number): number {
  let [real, imaginary] = [0, 0];
  for (let i = first; i <= last; i++) {
    const [a, b, c, d] = [at(x.real, i), at(x.imaginary, i), at(y.real, i), at(y.imaginary, i)];
    real += a * c - b * d;
    imaginary += a * d + b * c;
  }
  return Math.hypot(real, imaginary);
}

/** (T − λ)·x = 0 for the entries above the block, from below; returns ‖x‖. */
function substituteUp(shifted: Shifted, first: number, last: number, x: Vector): number {
  const { matrix, imaginaries } = shifted;
  for (let row = first - 1; row >= 0; row--) {
    const upper = at(imaginaries, row) < 0 ? row - 1 : row;
    for (let i = upper; i <= row; i++) rowTimes(matrix, i, row + 1, last, x);
    solveBlock(shifted, upper, row, 1, matrix.stride, x);
    if (!(Math.abs(at(x.real, row)) + Math.abs(at(x.imaginary, row)) < longest)) return Infinity;
    row = upper;
  }
  return lengthOf(x, 0, last);
}

/** yᵀ·(T − λ) = 0 for the entries below the block, from above; returns ‖y‖. */
function substituteDown(shifted: Shifted, first: number, last: number, y: Vector): number {
  const { matrix, imaginaries } = shifted;
  const { size, stride } = matrix;
  y.real.fill(0, last + 1);
  y.imaginary.fill(0, last + 1);
  for (let row = first; row <= last; row++) subtractRow(matrix, row, last + 1, y);
  for (let row = last + 1; row < size; row++) {
    const lower = at(imaginaries, row) > 0 ? row + 1 : row;
    solveBlock(shifted, row, lower, stride, 1, y);
    if (!(Math.abs(at(y.real, row)) + Math.abs(at(y.imaginary, row)) < longest)) return Infinity;
    for (let i = row; i <= lower; i++) subtractRow(matrix, i, lower + 1, y);
    row = lower;
  }
  return lengthOf(y, first, size - 1);
}

/** x_row ← −Σ_j T_row,j·x_j over the known entries from … to. */
function rowTimes({ values, stride }: Square, row: number, from: number, to: number, x: Vector): void {
  const start = row * stride;
  let real = 0;
  let imaginary = 0;
  for (let j = from; j <= to; j++) {
    const value = at(values, start + j);
    real -= value * at(x.real, j);
    imaginary -= value * at(x.imaginary, j);
  }
  x.real[row] = real;
  x.imaginary[row] = imaginary;
}

/** y_j ← y_j − y_row·T_row,j for all j from one on. */
function subtractRow({ values, size, stride }: Square, row: number, from: number, y: Vector): void {
  const start = row * stride;
  const real = at(y.real, row);
  const imaginary = at(y.imaginary, row);
  for (let j = from; j < size; j++) {
    const value = at(values, start + j);
    y.real[j] = at(y.real, j) - value * real;
    y.imaginary[j] = at(y.imaginary, j) - value * imaginary;
  }
}

/**
 * Divides the right-hand side that stands in a vector's entries first … last, one or two, by T − λ there; or by its
 * transpose, where the steps along and across rows are exchanged.
 */
function solveBlock(
  { matrix: { values, stride }, gaps, diagonal, imaginary, apart, together, least }: Shifted,
  first: number,
  last: number,
  along: number,
  across: number,
  { real: re, imaginary: im }: Vector,
): void {
  const [p, q] = [at(re, first), at(im, first)];
  const gap = at(gaps, first);
  if (first === last) {
    const [x, y] = quotient(p, q, gap, -imaginary, least);
    re[first] = x;
    im[first] = y;
    return;
  }
  const place = first * stride + first;
  const [a, d] = [at(diagonal, first), at(diagonal, last)];
  const [b, c] = [at(values, place + along), at(values, place + across)];
  const [r, s] = [at(re, last), at(im, last)];
  // Cramer's rule for (a − iω)·x + b·y = p + iq, c·x + (d − iω)·y = r + is. The determinant is the product of both
  // eigenvalues' distances, which cancels nothing; one is divided by after the other.
  const divided = (u: number, v: number): [number, number] => {
    const [x, y] = quotient(u, v, gap, at(apart, first), least);
    return quotient(x, y, gap, -at(together, first), least);
  };
  const w = imaginary;
  const [x0, x1] = divided(d * p + w * q - b * r, d * q - w * p - b * s);
  const [y0, y1] = divided(a * r + w * s - c * p, a * s - w * r - c * q);
  re[first] = x0;
  im[first] = x1;
  re[last] = y0;
  im[last] = y1;
}

/** (a + ib)/(c + id), a divisor that is smaller than `least` counting as that. */
function quotient(a: number, b: number, c: number, d: number, least: number): [number, number] {
  const size = Math.hypot(c, d);
  if (size < least) return [a / least, b / least];
  const [u, v] = [c / size, d / size];
  return [(a * u + b * v) / size, (b * u - a * v) / size];
}

function lengthOf({ real, imaginary }: Vector, first: number, last: number): number {
  let square = 0;
  for (let i = first; i <= last; i++) square += at(real, i) ** 2 + at(imaginary, i) ** 2;
  return Math.sqrt(square);
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(vector: Float64Array, index: number): number {
  return vector[index] ?? 0;
}
