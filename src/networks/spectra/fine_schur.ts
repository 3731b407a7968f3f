/** The real Schur form again, in twice float64's digits: slower, and the same steps in fewer words than hessenberg.ts and schur.ts. */
import {
  addMultiple,
  type Double,
  type Doubles,
  dot,
  doubleAt,
  doubleEpsilon,
  type Line,
  negative,
  plain,
  product,
  quotient,
  root,
  setDouble,
  sum,
} from './double_double.ts';
import type { SchurForm } from './schur.ts';
import { shake } from './shake.ts';
import type { Square } from './square.ts';
import type { Steps } from './steps.ts';

/** Sweeps for one eigenvalue before shifts that fit none are tried, and at most. */
const patience = 10;
const mostSweeps = 60;

interface Fine {
  readonly values: Doubles;
  readonly size: number;
  readonly stride: number;
}

/** The Schur form of a matrix, which stays, shaken by ε; a step is a column, then a sweep. */
export function* fineSchur({ values, size, stride }: Square, epsilon: number): Steps<SchurForm> {
  const matrix = { values: { hi: values.slice(), lo: new Float64Array(values.length) }, size, stride };
  shake({ values: matrix.values.lo, size, stride }, epsilon);
  yield* toHessenberg(matrix);
  const [real, imaginary] = [doubles(size), doubles(size)];
  let neglected = 0;
  let sweeps = 0;
  for (let last = size - 1; last >= 0; ) {
    let first = startOf(matrix, last);
    if (first < last - 1 && sweeps >= mostSweeps) {
      first = last;
      neglected = Math.max(neglected, Math.abs(high(matrix, first, first - 1)));
    }
    if (first > 0) setDouble(matrix.values, first * stride + first - 1, plain(0));
    if (first < last - 1) {
      sweep(matrix, first, last, sweeps);
      sweeps += 1;
      yield;
      continue;
    }
    if (first === last) setDouble(real, last, entryAt(matrix, last, last));
    else splitPair(matrix, first, real, imaginary);
    last = first - 1;
    sweeps = 0;
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => entryAt(matrix, i, i).lo);
  return {
    ...{ matrix: { values: matrix.values.hi, size, stride }, neglected },
    ...{ real: real.hi, imaginary: imaginary.hi },
    tails: { diagonal, real: real.lo, imaginary: imaginary.lo },
  };
}

function doubles(size: number): Doubles {
  return { hi: new Float64Array(size), lo: new Float64Array(size) };
}

function entryAt({ values, stride }: Fine, row: number, column: number): Double {
  return doubleAt(values, row * stride + column);
}

function high(matrix: Fine, row: number, column: number): number {
  return entryAt(matrix, row, column).hi;
}

/** Part of a row, and of a column, from an entry on. */
const along = ({ values, stride }: Fine, row: number, column: number): Line => ({
  ...{ of: values, from: row * stride + column, step: 1 },
});
const down = ({ values, stride }: Fine, row: number, column: number): Line => ({
  ...{ of: values, from: row * stride + column, step: stride },
});

function* toHessenberg(matrix: Fine): Steps<void> {
  const { size } = matrix;
  for (let from = 1; from < size - 1; from++) {
    const count = size - from;
    const v = { of: doubles(count), from: 0, step: 1 };
    addMultiple(v, down(matrix, from, from - 1), count, plain(1));
    const first = doubleAt(v.of, 0);
    const length = root(dot(v, v, count));
    if (v.of.hi.some((value, i) => i > 0 && value !== 0)) {
      setDouble(v.of, 0, first.hi > 0 ? sum(first, length) : sum(first, negative(length)));
      const factor = quotient(plain(-2), dot(v, v, count));
      for (let j = from - 1; j < size; j++) {
        const column = down(matrix, from, j);
        addMultiple(column, v, count, product(factor, dot(v, column, count)));
      }
      for (let i = 0; i < size; i++) {
        const row = along(matrix, i, from);
        addMultiple(row, v, count, product(factor, dot(v, row, count)));
      }
    }
    for (let i = from + 1; i < size; i++) {
      setDouble(matrix.values, i * matrix.stride + from - 1, plain(0));
    }
    yield;
  }
}

function startOf(matrix: Fine, last: number): number {
  for (let row = last; row > 0; row--) {
    const beside = Math.abs(high(matrix, row, row)) + Math.abs(high(matrix, row - 1, row - 1));
    if (Math.abs(high(matrix, row, row - 1)) <= doubleEpsilon * beside) return row;
  }
  return 0;
}

/** One sweep of double shifts, which need no more than float64's digits. */
function sweep(matrix: Fine, first: number, last: number, sweeps: number): void {
  const { size, stride, values } = matrix;
  const at = (i: number, j: number) => high(matrix, i, j);
  const own = at(last, last);
  let shiftSum = own + at(last - 1, last - 1);
  let shiftProduct = own * at(last - 1, last - 1) - at(last, last - 1) * at(last - 1, last);
  if (sweeps % patience === patience - 1) {
    const reach = Math.abs(at(last, last - 1)) + Math.abs(at(last - 1, last - 2));
    const shift = 0.75 * reach + own;
    [shiftSum, shiftProduct] = [2 * shift, shift ** 2 + 0.4375 * reach ** 2];
  }
  const [a, c] = [at(first, first), at(first + 1, first)];
  let column = [
    plain(((a - shiftSum) * a + shiftProduct) / c + at(first, first + 1)),
    plain(a + at(first + 1, first + 1) - shiftSum),
    plain(at(first + 2, first + 1)),
  ];
  for (let k = first; k < last; k++) {
    const rows = Math.min(3, last - k + 1);
    if (k > first) {
      column = Array.from({ length: rows }, (_, i) => entryAt(matrix, k + i, k - 1));
    }
    const v = reflector(column);
    if (!v) continue;
    const from = Math.max(first, k - 1);
    reflect(v, size - from, (i) => along(matrix, k + i, from));
    reflect(v, Math.min(k + 3, last) + 1, (i) => down(matrix, 0, k + i));
    for (let i = 1; k > first && i < rows; i++) setDouble(values, (k + i) * stride + k - 1, plain(0));
  }
}

/** v and −2/‖v‖² of the reflection that leaves the first entry alone; undefined for zeros. */
function reflector(
  column: readonly Double[],
): { readonly v: readonly Double[]; readonly factor: Double } | undefined {
  const square = (entries: readonly Double[]) =>
    entries.reduce((total, value) => sum(total, product(value, value)), plain(0));
  const [first = plain(0), ...rest] = column;
  const length = root(square(column));
  if (length.hi === 0) return undefined;
  const v = [first.hi > 0 ? sum(first, length) : sum(first, negative(length)), ...rest];
  return { v, factor: quotient(plain(-2), square(v)) };
}

/** Lines ← (1 − 2·v·vᵀ/‖v‖²)·lines. */
function reflect(
  { v, factor }: { readonly v: readonly Double[]; readonly factor: Double },
  count: number,
  lineAt: (i: number) => Line,
): void {
  const share = { of: doubles(count), from: 0, step: 1 };
  v.forEach((value, i) => {
    addMultiple(share, lineAt(i), count, value);
  });
  v.forEach((value, i) => {
    addMultiple(lineAt(i), share, count, product(factor, value));
  });
}

/** The eigenvalues of rows k and k + 1; two real ones are brought onto the diagonal by a reflection. */
function splitPair(matrix: Fine, k: number, real: Doubles, imaginary: Doubles): void {
  const { size, stride, values } = matrix;
  const [a, b] = [entryAt(matrix, k, k), entryAt(matrix, k, k + 1)];
  const [c, d] = [entryAt(matrix, k + 1, k), entryAt(matrix, k + 1, k + 1)];
  const half = product(plain(0.5), sum(a, negative(d)));
  const square = sum(product(half, half), product(b, c));
  if (square.hi < 0) {
    for (const i of [k, k + 1]) setDouble(real, i, sum(d, half));
    const size = root(negative(square));
    setDouble(imaginary, k, size);
    setDouble(imaginary, k + 1, negative(size));
    return;
  }
  const z = half.hi >= 0 ? sum(half, root(square)) : sum(half, negative(root(square)));
  // (z, c) is an eigenvector: what turns it into the first axis makes the block triangular.
  const v = reflector([z, c]);
  if (v) {
    reflect(v, size - k, (i) => along(matrix, k + i, k));
    reflect(v, k + 2, (i) => down(matrix, 0, k + i));
  }
  setDouble(values, (k + 1) * stride + k, plain(0));
  for (const i of [k, k + 1]) setDouble(real, i, entryAt(matrix, i, i));
}
