/** ln |det A| of a matrix, by elimination with partial pivoting. */
import { entry } from '../vector.ts';

/** Of a row-major A [size × size]; −Infinity of one that is singular to the last digit. */
export function logDeterminant(matrix: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => matrix.slice(i * size, (i + 1) * size));
  let log = 0;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (Math.abs(at(rows, i, k)) > Math.abs(at(rows, pivot, k))) pivot = i;
    const [row, swapped] = [rows[pivot], rows[k]];
    if (!row || !swapped) break;
    [rows[k], rows[pivot]] = [row, swapped];
    const head = entry(row, k);
    if (head === 0) return -Infinity;
    log += Math.log(Math.abs(head));
    for (const below of rows.slice(k + 1)) {
      const factor = entry(below, k) / head;
      for (let j = k; j < size; j++) below[j] = entry(below, j) - factor * entry(row, j);
    }
  }
  return log;
}

function at(rows: readonly Float64Array[], i: number, j: number): number {
  return entry(rows[i] ?? [], j);
}
