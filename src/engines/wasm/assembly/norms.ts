// Kept norms: a sum of squares and a power of two, of which the logarithm is taken outside, in float64.
import { steps, stride } from './parameters';

/** Keeps the norm at t if t is one of the kept times. */
// @ts-ignore: decorator
@inline
export function storeNorm(norms: usize, t: i32, sumOfSquares: f32, exponent: i32): void {
  if (stride != 1 && t % stride != 0 && t != steps) return;
  const place = norms + 8 * ((t + stride - 1) / stride);
  store<f32>(place, sumOfSquares);
  store<i32>(place, exponent, 4);
}
