// Kept norms: a sum of squares and a power of two, of which the logarithm is taken outside, in float64.
import { NORM_EXPONENT, NORM_SUM, NORM_WORDS, steps, stride } from './generated/facts';

/** Keeps the norm at t if t is one of the kept times. */
// @ts-ignore: decorator
@inline
export function storeNorm(norms: usize, t: i32, sumOfSquares: f32, exponent: i32): void {
  if (stride != 1 && t % stride != 0 && t != steps) return;
  const place = norms + 4 * NORM_WORDS * ((t + stride - 1) / stride);
  store<f32>(place, sumOfSquares, 4 * NORM_SUM);
  store<i32>(place, exponent, 4 * NORM_EXPONENT);
}
