// φ and φ′ of a whole vector, whichever activation is at hand: each is a module in activations/. Both come of one
// exponential, so that the forward pass leaves φ′ for the backward pass. The oracle is src/networks/activation.ts.
import { activateRow } from './generated/activations';
import { homogeneous, LIMIT_EXPONENT } from './generated/facts';
import { total } from './lanes';
import { vectorBytes } from './layout';
import { multiplyAdd, powerOfTwo } from './numbers';
import { one } from './table';

/** From here down float32 does not tell an activation from z·φ′(0). Squares of what is so small are still far from the range's end. */
const NEAREST: i32 = -32;

/** 2^E, as far down as it makes a difference. */
// @ts-ignore: decorator
@inline
export function upwards(exponent: v128): v128 {
  if (LEARNS) return one();
  return powerOfTwo(i32x4.max_s(exponent, i32x4.splat(NEAREST)));
}

/** From z to h = 2^−E·φ(2^E·z) and d = φ′(2^E·z), vectors. Returns Σ h_i². Far from zero an activation has reached its limit. */
export function activate(z: usize, exponent: v128, h: usize, d: usize): v128 {
  if (LEARNS) return activateRow(z, one(), one(), h, d);
  const up = upwards(exponent);
  const down = powerOfTwo(i32x4.min_s(i32x4.neg(exponent), i32x4.splat(-NEAREST)));
  const squares = activateRow(z, up, down, h, d);
  const isFar = i32x4.gt_s(exponent, i32x4.splat(LIMIT_EXPONENT));
  return homogeneous || !v128.any_true(isFar) ? squares : atLimit(z, up, isFar, h, d);
}

/** max(z, 0) where z is far from zero, but for entries that have been left behind the largest, of which the exponent is. */
function atLimit(z: usize, up: v128, isFar: v128, h: usize, d: usize): v128 {
  const zero = v128.splat<real>(0);
  const limit = powerOfTwo(i32x4.splat(LIMIT_EXPONENT));
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const beyond = v128.and(isFar, v128.gt<real>(v128.abs<real>(v128.mul<real>(up, x)), limit));
    const value = v128.bitselect(v128.max<real>(x, zero), v128.load(h + i), beyond);
    const slope = v128.bitselect(v128.and(one(), v128.gt<real>(x, zero)), v128.load(d + i), beyond);
    v128.store(h + i, value);
    v128.store(d + i, slope);
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}
