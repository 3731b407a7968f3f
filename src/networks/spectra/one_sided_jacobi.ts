/**
 * Singular values by Jacobi's rotations from one side: columns are turned pairwise until all are orthogonal to one another,
 * and their lengths are the singular values. Each is right relative to itself where the columns, brought to length 1, are
 * well conditioned (Demmel & Veselić 1992), here also thousands of decades apart.
 */
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { norm } from '../vector.ts';
import { normalised, type ScaledColumn } from './scaled_columns.ts';
import type { Steps } from './steps.ts';

/** Cosines between columns that are taken for zero. */
const orthogonal = 2 ** -47;
/** Columns so many powers of two apart change the larger one by nothing that float64 holds. */
const farApart = 28;
/** It converges quadratically; graded columns need two or three. */
const mostSweeps = 30;

/** Turns columns, none of them zero, until they are orthogonal: the same columns times an orthogonal matrix, the longest first. */
export function* orthogonalised(columns: readonly ScaledColumn[]): Steps<ScaledColumn[]> {
  let turned = columns.flatMap((column) => normalised(column) ?? []);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    turned = turned.flatMap((column) => normalised(column) ?? []).sort((a, b) => size(b) - size(a));
    const squares = Float64Array.from(turned, ({ values }) => dot(values, values));
    let turns = 0;
    for (let p = 0; p < turned.length; p++) {
      for (let q = p + 1; q < turned.length; q++) turns += turn(turned, squares, p, q);
      yield;
    }
    if (turns === 0) break;
  }
  return turned.sort((a, b) => size(b) - size(a));
}

/** log2 of its length. */
function size({ values, exponent }: ScaledColumn): number {
  return exponent + Math.log2(norm(values));
}

/** Turns columns p and q against one another; 0 where they are orthogonal already. */
function turn(columns: readonly ScaledColumn[], squares: Float64Array, p: number, q: number): 0 | 1 {
  const [first, second] = [columns[p], columns[q]];
  if (!first || !second) return 0;
  const [a, b] = [at(squares, p), at(squares, q)];
  const product = dot(first.values, second.values);
  if (!(Math.abs(product) > orthogonal * Math.sqrt(a * b))) return 0;
  const apart = second.exponent - first.exponent;
  if (apart < -farApart) {
    subtract(second.values, first.values, product / a);
    squares[q] = dot(second.values, second.values);
  } else if (apart > farApart) {
    subtract(first.values, second.values, product / b);
    squares[p] = dot(first.values, first.values);
  } else {
    const scale = timesPowerOfTwo(1, apart);
    const zeta = (b * scale * scale - a) / (2 * product * scale);
    const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
    const cosine = 1 / Math.hypot(1, tangent);
    const [down, up] = [cosine * tangent * scale, (cosine * tangent) / scale];
    const [x, y] = [first.values, second.values];
    for (let i = 0; i < x.length; i++) {
      const [xi, yi] = [at(x, i), at(y, i)];
      x[i] = cosine * xi - down * yi;
      y[i] = up * xi + cosine * yi;
    }
    squares[p] = dot(x, x);
    squares[q] = dot(y, y);
  }
  return 1;
}

function subtract(x: Float64Array, y: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] = at(x, i) - factor * at(y, i);
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += at(x, i) * at(y, i);
  return sum;
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(x: Float64Array, index: number): number {
  return x[index] ?? 0;
}
