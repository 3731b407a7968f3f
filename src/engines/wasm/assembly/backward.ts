// The gradient pulled back over a stretch of steps: through the cell, by the factors that the step left, and through
// g·W_kᵀ of every block. It carries a power of two.
import { pull, pullsDirectly } from './cell';
import { blocks, hiddenSize, paddedSize, wantsParameterNorm } from './generated/facts';
import {
  at, cotangent, direct, factorBytes, factors, gradient, gradientNorms, stateBytes, tracedGradientExponents,
  tracedGradients, vectorBytes
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';
import { storeNorm } from './norms';
import { keepCotangent } from './parameter_gradient';
import { scaleVectors } from './vectors';

/** From here down squares have lost digits; magnified by this power of two they have not. */
const LEAST_SUM: f32 = 1e-30;
const MAGNIFICATION: i32 = 100;

let gradientExponent: i32 = 0;
/** Largest t at which the gradient is exactly zero, or −1. */
export let deathStep: i32 = -1;

/** Takes v = δ_T, which stands in `gradient`, as the gradient to go on from. */
export function startBackward(exponent: i32): void {
  gradientExponent = exponent;
  deathStep = -1;
  memory.fill(direct, 0, stateBytes);
}

/**
 * From δ at t = `from` down to δ at t = `to`, whose own norm is left to the segment before unless this is the `last` on
 * the way; the first row of factors belongs to the step from `to`.
 */
export function backward(matrices: usize, from: i32, to: i32, gain: f32, last: bool): void {
  // Padding between blocks counts as rows of zeros.
  const rows = paddedSize * (blocks - 1) + hiddenSize;
  const besideMatrices = pullsDirectly();
  for (let t = from; ; t--) {
    const row = factors + factorBytes * max(t - to - 1, 0);
    let sum = pull(row);
    if (sum < LEAST_SUM) {
      scaleVectors(gradient, stateBytes, powerOfTwo(MAGNIFICATION));
      gradientExponent -= MAGNIFICATION;
      sum = pull(row);
    }
    if (t == to && !last) break;
    storeNorm(gradientNorms, t, sum, gradientExponent);
    if (sum == 0 && deathStep < 0) deathStep = t;
    const shift = halfExponent(sum);
    const scale = powerOfTwo(-shift);
    gradientExponent += shift;
    if (tracedGradients != 0) traceGradient(t - to, scale);
    if (t == to) break;
    if (wantsParameterNorm) keepCotangent(t - to - 1, gradientExponent - shift);
    if (besideMatrices) scaleVectors(direct, stateBytes, scale);
    sumOfScaledRows(matrices, cotangent, rows, gain * scale, direct, gradient);
    if (stateBytes > vectorBytes) memory.copy(at(gradient, 1), at(direct, 1), stateBytes - vectorBytes);
  }
}

/** A trace keeps every gradient, in the scale of its next step. */
function traceGradient(row: i32, scale: f32): void {
  const place = tracedGradients + stateBytes * row;
  memory.copy(place, gradient, stateBytes);
  scaleVectors(place, stateBytes, scale);
  store<i32>(tracedGradientExponents + 4 * row, gradientExponent);
}
