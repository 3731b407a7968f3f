// φ and φ′ of a whole row, whichever activation is at hand: each is a module in activations/. Both come of one
// exponential, so that the forward pass leaves φ′ for the backward pass. The oracle is src/networks/activation.ts.
import { activateRow } from './generated/activations';
import { homogeneous, LIMIT_EXPONENT, slopeAtRest } from './generated/facts';
import { powerOfTwo } from './numbers';
import { rectifierRow } from './rectifier';

/**
 * From z to h = 2^−E·φ(2^E·z) and d = φ′(2^E·z), rows of [paddedSize]. Returns Σ h_i². Far from zero an activation has
 * reached its limit, max(z, 0); near zero it is z·φ′(0).
 */
export function activate(z: usize, exponent: i32, h: usize, d: usize): f32 {
  if (!homogeneous) {
    if (exponent > LIMIT_EXPONENT) return rectifierRow(z, 0, 1, h, d);
    if (exponent < -LIMIT_EXPONENT) return rectifierRow(z, slopeAtRest, slopeAtRest, h, d);
  }
  return activateRow(z, powerOfTwo(exponent), powerOfTwo(-exponent), h, d);
}
