/** Columns of a matrix that may be thousands of decades apart: each has a power of two of its own. */
import { allTimesPowerOfTwo } from '../scaled_vector.ts';
import { largestMagnitude } from '../vector.ts';

/** The column values·2^exponent. */
export interface ScaledColumn {
  readonly values: Float64Array;
  readonly exponent: number;
}

/** The same with its largest entry in [1, 2); undefined where all are zero. */
export function normalised({ values, exponent }: ScaledColumn): ScaledColumn | undefined {
  const largest = largestMagnitude(values);
  if (largest === 0) return undefined;
  // Twice, where the first power of two is out of range itself.
  const shift = Math.floor(Math.log2(largest));
  return { values: allTimesPowerOfTwo(values, -shift), exponent: exponent + shift };
}
