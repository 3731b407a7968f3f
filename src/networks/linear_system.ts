/** A·x = b by elimination with partial pivoting (Golub & Van Loan 2013, §3.4), in steps that take a millisecond at most. */
import type { Steps } from './spectra/steps.ts';
import { entry } from './vector.ts';

/** Rows of a large matrix that are eliminated between two pauses. */
const numbersAtOnce = 2 ** 18;

/** x, or undefined where A is singular as far as float64 can tell. A [size × size] is row-major and stays as it is. */
export function* solutionSteps(matrix: Float64Array, right: Float64Array): Steps<Float64Array | undefined> {
  const size = right.length;
  const [a, x] = [matrix.slice(), right.slice()];
  const rows = Array.from({ length: size }, (_, i) => a.subarray(i * size, (i + 1) * size));
  const row = (i: number) => rows[i] ?? a;
  let done = 0;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++)
      if (Math.abs(entry(row(i), k)) > Math.abs(entry(row(pivot), k))) pivot = i;
    if (Math.abs(entry(row(pivot), k)) < Number.MIN_VALUE / Number.EPSILON) return undefined;
    [rows[k], rows[pivot]] = [row(pivot), row(k)];
    [x[k], x[pivot]] = [entry(x, pivot), entry(x, k)];
    const upper = row(k);
    for (let i = k + 1; i < size; i++) {
      const lower = row(i);
      const factor = entry(lower, k) / entry(upper, k);
      if (factor === 0) continue;
      for (let j = k + 1; j < size; j++) lower[j] = (lower[j] ?? 0) - factor * (upper[j] ?? 0);
      x[i] = entry(x, i) - factor * entry(x, k);
    }
    done += (size - k) ** 2;
    if (done < numbersAtOnce) continue;
    done = 0;
    yield;
  }
  for (let i = size - 1; i >= 0; i--) {
    const own = row(i);
    let sum = entry(x, i);
    for (let j = i + 1; j < size; j++) sum -= entry(own, j) * entry(x, j);
    x[i] = sum / entry(own, i);
  }
  return x.every(Number.isFinite) ? x : undefined;
}
