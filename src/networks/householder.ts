/** The factors of a matrix A = Q·R with no more columns than rows, by Householder's reflections (Golub & Van Loan 2013, §5.2). */
import { at } from './vector.ts';

export interface Factors {
  /** The columns of Q below one another: Qᵀ, row-major [columns × size]. */
  readonly columns: Float64Array;
  /** The diagonal of R, [columns]. */
  readonly diagonal: Float64Array;
}

/** Of the matrix whose columns stand below one another: Aᵀ, row-major [columns × size]. */
export function factorised(transposed: Float64Array, size: number): Factors {
  const mirrors = columnsOf(transposed.slice(), size);
  const diagonal = mirrors.map((mirror, k) => {
    const length = lengthFrom(k, mirror);
    const signed = at(mirror, k) < 0 ? -length : length;
    if (signed === 0) return 0;
    for (let i = k; i < size; i++) mirror[i] = at(mirror, i) / signed;
    mirror[k] = at(mirror, k) + 1;
    for (const column of mirrors.slice(k + 1)) reflect(column, k, mirror);
    return -signed;
  });
  const columns = new Float64Array(transposed.length);
  const made = columnsOf(columns, size);
  for (const [k, mirror] of [...mirrors.entries()].reverse()) {
    columns[k * size + k] = 1;
    if (at(mirror, k) !== 0) for (const column of made.slice(k)) reflect(column, k, mirror);
  }
  return { columns, diagonal: Float64Array.from(diagonal) };
}

function columnsOf(matrix: Float64Array, size: number): readonly Float64Array[] {
  return Array.from({ length: matrix.length / size }, (_, k) => matrix.subarray(k * size, (k + 1) * size));
}

/** The vector x becomes x − v·(vᵀx)/v_k, with a mirror's v from entry k on. */
function reflect(x: Float64Array, k: number, v: Float64Array): void {
  let product = 0;
  for (let i = k; i < x.length; i++) product += at(v, i) * at(x, i);
  const factor = -product / at(v, k);
  for (let i = k; i < x.length; i++) x[i] = at(x, i) + factor * at(v, i);
}

/** The length of a vector from entry k on, added up entry by entry so that no square leaves its range. */
function lengthFrom(k: number, x: Float64Array): number {
  let length = 0;
  for (let i = k; i < x.length; i++) {
    const value = Math.abs(at(x, i));
    const [less, more] = length > value ? [value, length] : [length, value];
    const ratio = less / more;
    if (more > 0) length = more * Math.sqrt(1 + ratio * ratio);
  }
  return length;
}
