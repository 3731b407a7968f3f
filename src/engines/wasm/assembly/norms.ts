// Kept norms: a sum of squares and a power of two, a register each, of which the logarithm is taken at the end (decades.ts).
import { NORM_EXPONENT, NORM_SUM, NORM_WORDS, times } from './generated/facts';
import { keptTimes } from './layout';

/** Place among the kept times of the last one that was asked for: the next is near it. */
let place: i32 = 0;

/** Keeps the norm at t if t is one of the kept times. */
// @ts-ignore: decorator
@inline
export function storeNorm(norms: usize, t: i32, sumOfSquares: v128, exponent: v128): void {
  while (place > 0 && timeAt(place) > t) place -= 1;
  while (place < times - 1 && timeAt(place) < t) place += 1;
  if (timeAt(place) != t) return;
  const norm = norms + 16 * NORM_WORDS * place;
  v128.store(norm, sumOfSquares, 16 * NORM_SUM);
  v128.store(norm, exponent, 16 * NORM_EXPONENT);
}

// @ts-ignore: decorator
@inline
function timeAt(place: i32): i32 {
  return load<i32>(keptTimes + 4 * place);
}
