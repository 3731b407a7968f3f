// The gradient pulled back over a stretch of steps: through the cell, by the factors that the step left, and through
// g·W_kᵀ of every block. It carries a power of two.
import { pull, pullsDirectly } from './cell';
import {
  BEYOND_RANGE, blocks, hasZeros, hiddenSize, LEAST_PULL, LEAST_SUM, masks, MOST_SUM, paddedSize, parts, wantsParameterNorm
} from './generated/facts';
import {
  at, cotangent, direct, factorBytes, factors, gradient, gradientNorms, stateBytes, tracedGradientExponents,
  tracedGradients, vectorBytes
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';
import { storeNorm } from './norms';
import { keepCotangent } from './parameter_gradient';
import { scaleVectors } from './vectors';

let gradientExponent: i32 = 0;
/** Largest t at which the gradient is exactly zero, or −1; BEYOND_RANGE where float32 could not hold it. */
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
  if (deathStep == BEYOND_RANGE) return;
  // Padding between blocks counts as rows of zeros.
  const rows = paddedSize * (blocks - 1) + hiddenSize;
  const besideMatrices = pullsDirectly();
  for (let t = from; ; t--) {
    const row = factors + factorBytes * max(t - to - 1, 0);
    const sum = pull(row);
    if (t == to && !last) break;
    if (leavesRange(sum)) {
      deathStep = BEYOND_RANGE;
      return;
    }
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

/** Says that float32 cannot be trusted with the network, before the way back has begun. */
export function leaveRange(): void {
  deathStep = BEYOND_RANGE;
}

/** Whether float32 cannot be trusted with the gradient at hand, or with what has been pulled back of it. */
function leavesRange(sum: f32): bool {
  // What is not a number is not small or large: it is found when norms are read.
  if (!isFinite(sum)) return false;
  if (sum < LEAST_SUM || sum > MOST_SUM) return !(masks && sum == 0);
  return hasZeros && losesUnits();
}

/** Whether a unit that has a gradient passes on next to nothing of it. */
function losesUnits(): bool {
  const least = f32x4.splat(LEAST_PULL);
  const zero = f32x4.splat(0);
  let lost = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const has = f32x4.gt(largest(gradient + i, parts), zero);
    const passed = f32x4.max(largest(cotangent + i, blocks), largest(direct + i, parts));
    const little = masks
      ? v128.and(f32x4.lt(passed, least), f32x4.gt(passed, zero))
      : f32x4.lt(passed, least);
    lost = v128.or(lost, v128.and(has, little));
  }
  return v128.any_true(lost);
}

/** The largest magnitudes among as many vectors. */
function largest(place: usize, vectors: i32): v128 {
  let most = f32x4.splat(0);
  for (let vector = 0; vector < vectors; vector++) most = f32x4.max(most, f32x4.abs(v128.load(at(place, vector))));
  return most;
}

/** A trace keeps every gradient, in the scale of its next step. */
function traceGradient(row: i32, scale: f32): void {
  const place = tracedGradients + stateBytes * row;
  memory.copy(place, gradient, stateBytes);
  scaleVectors(place, stateBytes, scale);
  store<i32>(tracedGradientExponents + 4 * row, gradientExponent);
}
