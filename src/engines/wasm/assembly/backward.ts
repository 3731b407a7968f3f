// The gradient pulled back over a stretch of steps: through the cell, by the factors that the step left, and through
// g·W_kᵀ of every block. It carries a power of two.
import { pull, pullsDirectly } from './cell';
import {
  BEYOND_RANGE, blocks, hasZeros, hiddenSize, LEAST_PULL, LEAST_SUM, masks, MOST_SUM, parts, wantsParameterNorm
} from './generated/facts';
import { anyOf } from './lanes';
import {
  at, cotangent, deathSteps, direct, factorBytes, factors, gradient, gradientNorms, stateBytes, tracedGradientExponents,
  tracedGradients, units, vectorBytes, weights
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';
import { storeNorm } from './norms';
import { keepCotangent } from './parameter_gradient';
import { gains } from './settings';
import { scaleVectors } from './vectors';

let gradientExponent: v128 = i32x4.splat(0);

/** Takes v = δ_T, which stands in `gradient`, as the gradient to go on from. */
export function startBackward(exponent: i32): void {
  gradientExponent = i32x4.splat(exponent);
  v128.store(deathSteps, i32x4.splat(-1));
  memory.fill(direct, 0, stateBytes);
}

/**
 * From δ at t = `from` down to δ at t = `to`, whose own norm is left to the segment before unless this is the `last` on
 * the way; the first row of factors belongs to the step from `to`.
 */
export function backward(from: i32, to: i32, last: bool): void {
  // Padding between blocks counts as rows of zeros.
  const rows = units * (blocks - 1) + hiddenSize;
  const besideMatrices = pullsDirectly();
  for (let t = from; ; t--) {
    const row = factors + factorBytes * max(t - to - 1, 0);
    const sum = pull(row);
    if (t == to && !last) break;
    const left = leavesRange(sum);
    if (v128.any_true(left)) {
      leaveRange(left);
      if (areBeyondRange()) return;
    }
    storeNorm(gradientNorms, t, sum, gradientExponent);
    noteDeaths(t, sum);
    const shift = halfExponent(sum);
    const scale = powerOfTwo(i32x4.neg(shift));
    if (t != to && wantsParameterNorm) keepCotangent(t - to - 1, gradientExponent);
    gradientExponent = i32x4.add(gradientExponent, shift);
    if (tracedGradients != 0) traceGradient(t - to, scale);
    if (t == to) break;
    if (besideMatrices) scaleVectors(direct, stateBytes, scale);
    sumOfScaledRows(
      weights, units * blocks, cotangent, rows, f32x4.mul(gains(), scale), direct, gradient, (t & 1) != 0
    );
    if (stateBytes > vectorBytes) memory.copy(at(gradient, 1), at(direct, 1), stateBytes - vectorBytes);
  }
}

/** Says of the networks of a mask that float32 cannot be trusted with them. */
export function leaveRange(left: v128): void {
  v128.store(deathSteps, v128.bitselect(i32x4.splat(BEYOND_RANGE), v128.load(deathSteps), left));
}

/** Whether none is left that float32 can be trusted with. */
export function areBeyondRange(): bool {
  return i32x4.all_true(i32x4.eq(v128.load(deathSteps), i32x4.splat(BEYOND_RANGE)));
}

/** Keeps t for the networks whose gradient is exactly zero from now on. */
// @ts-ignore: decorator
@inline
function noteDeaths(t: i32, sum: v128): void {
  const dead = f32x4.eq(sum, f32x4.splat(0));
  if (!v128.any_true(dead)) return;
  const steps = v128.load(deathSteps);
  const dying = v128.and(dead, i32x4.eq(steps, i32x4.splat(-1)));
  v128.store(deathSteps, v128.bitselect(i32x4.splat(t), steps, dying));
}

/** Of which networks float32 cannot be trusted with the gradient at hand, or with what has been pulled back of it. */
// @ts-ignore: decorator
@inline
function leavesRange(sum: v128): v128 {
  // What is not a number, or infinite, is not small or large: it is found when norms are read.
  const large = v128.and(f32x4.gt(sum, f32x4.splat(MOST_SUM)), f32x4.lt(sum, f32x4.splat(Infinity)));
  let left = v128.or(large, f32x4.lt(sum, f32x4.splat(LEAST_SUM)));
  if (masks) left = v128.andnot(left, f32x4.eq(sum, f32x4.splat(0)));
  // Where the range has been left, or nothing is a number, it does not matter what else is lost.
  return hasZeros ? v128.or(left, v128.and(losesUnits(), f32x4.lt(f32x4.abs(sum), f32x4.splat(Infinity)))) : left;
}

/** Whether a unit that has a gradient passes on next to nothing of it. */
function losesUnits(): v128 {
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
  return anyOf(lost);
}

/** The largest magnitudes among as many vectors. */
function largest(place: usize, vectors: i32): v128 {
  let most = f32x4.splat(0);
  for (let vector = 0; vector < vectors; vector++) most = f32x4.max(most, f32x4.abs(v128.load(at(place, vector))));
  return most;
}

/** A trace, of a network alone, keeps every gradient, in the scale of its next step. */
function traceGradient(row: i32, scale: v128): void {
  const place = tracedGradients + stateBytes * row;
  memory.copy(place, gradient, stateBytes);
  scaleVectors(place, stateBytes, scale);
  store<i32>(tracedGradientExponents + 4 * row, i32x4.extract_lane(gradientExponent, 0));
}
