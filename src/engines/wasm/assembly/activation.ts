// φ and φ′ of a whole row, whichever activation is at hand: each is a module in activations/. Both come of one
// exponential, so that the forward pass leaves φ′ for the backward pass. The oracle is src/networks/activation.ts.
import { activateRow } from './generated/activations';
import { homogeneous, LIMIT_EXPONENT, slopeAtRest } from './generated/facts';
import { vectorBytes } from './layout';
import { laneSum, powerOfTwo } from './numbers';
import { rectifierRow } from './rectifier';

/**
 * From z to h = 2^−E·φ(2^E·z) and d = φ′(2^E·z), rows of [paddedSize]. Returns Σ h_i². Far from zero an activation has
 * reached its limit, max(z, 0); near zero it is z·φ′(0).
 */
export function activate(z: usize, exponent: i32, h: usize, d: usize): f32 {
  if (!homogeneous) {
    if (exponent > LIMIT_EXPONENT) return limitRow(z, exponent, h, d);
    if (exponent < -LIMIT_EXPONENT) return rectifierRow(z, slopeAtRest, slopeAtRest, h, d);
  }
  return activateRow(z, powerOfTwo(exponent), powerOfTwo(-exponent), h, d);
}

/** Far from zero, but for entries that have been left behind the largest, of which the exponent is. */
function limitRow(z: usize, exponent: i32, h: usize, d: usize): f32 {
  const up = powerOfTwo(exponent);
  activateRow(z, up, powerOfTwo(-exponent), h, d);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const factor = f32x4.splat(up);
  const limit = f32x4.splat(powerOfTwo(LIMIT_EXPONENT));
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const beyond = f32x4.gt(f32x4.abs(f32x4.mul(factor, x)), limit);
    const value = v128.bitselect(f32x4.max(x, zero), v128.load(h + i), beyond);
    const slope = v128.bitselect(v128.and(one, f32x4.gt(x, zero)), v128.load(d + i), beyond);
    v128.store(h + i, value);
    v128.store(d + i, slope);
    squares = f32x4.add(squares, f32x4.mul(value, value));
  }
  return laneSum(squares);
}
