/**
 * Standard normal numbers by inversion: one random word, one number, so that a network drawn alone equals
 * the same network drawn in a batch.
 */
import erfcinv from '@stdlib/math-base-special-erfcinv';
import { philox } from './philox.ts';
import { entry } from './vector.ts';

/** What a draw is for: the last word of the counter. */
export const purpose = {
  weights: 0,
  input: 1,
  bias: 2,
  initialState: 3,
  cotangent: 4,
  mask: 5,
  outlier: 6,
  frame: 7,
  inputWeights: 8,
  outputWeights: 9,
  task: 10,
} as const;
export type Purpose = (typeof purpose)[keyof typeof purpose];

/** The random word at a place. */
export function word(seed: number, use: Purpose, network: number, row: number, column: number): number {
  return entry(philox([network, row, column >>> 2, use], [seed, 0]), column & 3);
}

/** `count` standard normal numbers: row `row` of what network `network` draws for a purpose. */
export function normals(
  seed: number,
  use: Purpose,
  network: number,
  row: number,
  count: number,
): Float64Array {
  const numbers = new Float64Array(count);
  for (let quad = 0; 4 * quad < count; quad++) {
    numbers.set(quadOfNormals(seed, use, network, row, quad).subarray(0, count - 4 * quad), 4 * quad);
  }
  return numbers;
}

/** Columns 4·quad … 4·quad + 3 of such a row: what one value of the counter gives. */
export function quadOfNormals(
  seed: number,
  use: Purpose,
  network: number,
  row: number,
  quad: number,
): Float64Array {
  return Float64Array.from(philox([network, row, quad, use], [seed, 0]), normalQuantile);
}

/**
 * The normal number of a random word: its upper 24 bits k stand for the probability (k + ½)·2⁻²⁴, read
 * from the smaller tail q so that neither tail loses digits: z = ∓√2·erfc⁻¹(2q).
 */
export function normalQuantile(randomWord: number): number {
  const k = randomWord >>> 8;
  const m = Math.min(k, 2 ** 24 - 1 - k);
  const q = (m + 0.5) * 2 ** -24;
  const magnitude = Math.SQRT2 * erfcinv(2 * q);
  return k < 2 ** 23 ? -magnitude : magnitude;
}
