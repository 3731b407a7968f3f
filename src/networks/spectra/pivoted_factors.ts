/**
 * A = Q·D·B·Πᵀ by Householder's reflections with complete pivoting: D positive and falling, no entry of B larger than the 1s
 * on its diagonal. Where A is a well-conditioned matrix between two diagonal ones, however far apart their entries, all of
 * D is right to nearly its last digits (Higham 2000; Cox & Higham 1998), and rows of zeros stay exact zeros.
 */
import { timesPowerOfTwo } from '../scaled_vector.ts';
import type { ScaledColumn } from './scaled_columns.ts';
import type { Steps } from './steps.ts';

export interface PivotedFactors {
  /** Columns of Q·D, orthogonal to one another: as many as the rank. */
  readonly columns: readonly ScaledColumn[];
  /** Rows of B, in the order of the pivots: unit upper triangular. */
  readonly rows: readonly Float64Array[];
  /** Which column of A stands at each place: Π. */
  readonly order: readonly number[];
  /** What of each pivot's column was left when its turn came, as a share of its length. */
  readonly left: readonly number[];
}

/** A column on its way, with what it was. */
interface Work {
  readonly values: Float64Array;
  readonly exponent: number;
  readonly place: number;
  readonly length: number;
}

/** 1 − factor·v·vᵀ, v from an entry on. */
interface Mirror {
  readonly v: Float64Array;
  readonly factor: number;
}

/** Of columns of `height` entries each, whose largest entries are near 1; a step is a reflection. */
export function* pivotedFactors(columns: readonly ScaledColumn[], height: number): Steps<PivotedFactors> {
  const work: Work[] = columns.map(({ values, exponent }, place) => ({
    ...{ values: values.slice(), exponent, place, length: lengthFrom(values, 0) },
  }));
  const rowOrder = Float64Array.from({ length: height }, (_, i) => i);
  const mirrors: Mirror[] = [];
  for (let k = 0; k < Math.min(height, work.length); k++) {
    const pivot = largestFrom(work, k);
    const column = work[pivot];
    const beside = work[k];
    if (!column || !beside) break;
    work[pivot] = beside;
    work[k] = column;
    const row = largestRow(column.values, k);
    if (at(column.values, row) === 0) break;
    for (const { values } of work) swap(values, k, row);
    for (const { v } of mirrors) swap(v, k, row);
    swap(rowOrder, k, row);
    const mirror = taken(column.values, k);
    for (let j = k + 1; j < work.length; j++) reflect(work[j]?.values ?? none, mirror, k);
    mirrors.push(mirror);
    yield;
  }
  const pivots = work.slice(0, mirrors.length);
  const made: ScaledColumn[] = [];
  for (const [k, { values, exponent }] of pivots.entries()) {
    const mirrored = new Float64Array(height);
    mirrored[k] = at(values, k);
    for (let i = k; i >= 0; i--) reflect(mirrored, mirrors[i] ?? noMirror, i);
    const placed = new Float64Array(height);
    mirrored.forEach((value, i) => {
      placed[at(rowOrder, i)] = value;
    });
    made.push({ values: placed, exponent });
    yield;
  }
  return {
    columns: made,
    rows: pivots.map((own, k) =>
      Float64Array.from(work, ({ values, exponent }, j) =>
        j < k ? 0 : timesPowerOfTwo(at(values, k) / at(own.values, k), exponent - own.exponent),
      ),
    ),
    order: work.map(({ place }) => place),
    left: pivots.map(({ values, length }, k) => Math.abs(at(values, k)) / length),
  };
}

const none = new Float64Array(0);
const noMirror: Mirror = { v: none, factor: 0 };

/** The reflection that leaves nothing of a column below entry k, which it then has done. */
function taken(x: Float64Array, k: number): Mirror {
  const length = lengthFrom(x, k);
  const signed = at(x, k) < 0 ? -length : length;
  // Of entries near 1, so that no square leaves its range.
  const v = new Float64Array(x.length);
  for (let i = k; i < x.length; i++) v[i] = at(x, i) / signed;
  v[k] = at(v, k) + 1;
  x.fill(0, k);
  x[k] = -signed;
  return { v, factor: 1 / at(v, k) };
}

function reflect(x: Float64Array, { v, factor }: Mirror, k: number): void {
  let product = 0;
  for (let i = k; i < v.length; i++) product += at(v, i) * at(x, i);
  const share = -factor * product;
  if (share === 0) return;
  for (let i = k; i < v.length; i++) x[i] = at(x, i) + share * at(v, i);
}

/** The column that is longest from entry k on, powers of two and all. */
function largestFrom(work: readonly Work[], k: number): number {
  let [best, most] = [k, -Infinity];
  for (let j = k; j < work.length; j++) {
    const { values, exponent } = work[j] ?? { values: none, exponent: 0 };
    const size = exponent + Math.log2(lengthFrom(values, k));
    if (size > most) [best, most] = [j, size];
  }
  return best;
}

function largestRow(x: Float64Array, k: number): number {
  let [best, most] = [k, 0];
  for (let i = k; i < x.length; i++) {
    const magnitude = Math.abs(at(x, i));
    if (magnitude > most) [best, most] = [i, magnitude];
  }
  return best;
}

/** ‖x‖₂ from entry k on, also where its squares are out of range. */
function lengthFrom(x: Float64Array, k: number): number {
  let square = 0;
  for (let i = k; i < x.length; i++) square += at(x, i) * at(x, i);
  if (square > leastSquare) return Math.sqrt(square);
  const largest = Math.abs(at(x, largestRow(x, k)));
  if (!(largest > 0)) return 0;
  square = 0;
  for (let i = k; i < x.length; i++) square += (at(x, i) / largest) ** 2;
  return largest * Math.sqrt(square);
}

/** Below it squares have lost digits. */
const leastSquare = 1e-280;

function swap(x: Float64Array, i: number, j: number): void {
  const value = at(x, i);
  x[i] = at(x, j);
  x[j] = value;
}

/** 0 outside; so short, and of this module, that it is compiled into every loop. */
function at(x: Float64Array, index: number): number {
  return x[index] ?? 0;
}
