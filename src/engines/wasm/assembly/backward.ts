// The gradient pulled back over a stretch of steps, δ_{t−1} = g·Wᵀ(φ′(z_t) ⊙ δ_t), from the stored φ′. The gradient
// carries a power of two.
import {
  cotangent, derivatives, gradient, gradientNorms, hiddenSize, noAddend, tracedExponents, tracedGradients,
  vectorBytes
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, laneSum, multiplyAdd, powerOfTwo } from './numbers';
import { storeNorm } from './norms';

let gradientExponent: i32 = 0;
/** Largest t at which the gradient is exactly zero, or −1. */
export let deathStep: i32 = -1;

/** Takes v = δ_T, which stands in `gradient`, as the gradient to go on from. */
export function startBackward(): void {
  gradientExponent = 0;
  deathStep = -1;
}

/** From δ at t = `from` down to δ at t = `to`; the derivatives' first row belongs to the step from `to`. */
export function backward(matrix: usize, from: i32, to: i32, gain: f32, last: bool): void {
  for (let t = from; ; t--) {
    const row = derivatives + vectorBytes * max(t - to - 1, 0);
    const sum = chain(row);
    if (t == to && !last) break;
    storeNorm(gradientNorms, t, sum, gradientExponent);
    if (sum == 0 && deathStep < 0) deathStep = t;
    const shift = halfExponent(sum);
    const scale = powerOfTwo(-shift);
    gradientExponent += shift;
    if (tracedGradients != 0) traceGradient(t, scale);
    if (t == to) break;
    sumOfScaledRows(matrix, cotangent, hiddenSize, gain * scale, noAddend, gradient);
  }
}

/** cotangent = φ′ ⊙ δ. Returns Σ δ_i². */
function chain(row: usize): f32 {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const delta = v128.load(gradient + i);
    v128.store(cotangent + i, f32x4.mul(delta, v128.load(row + i)));
    squares = multiplyAdd(delta, delta, squares);
  }
  return laneSum(squares);
}

/** A trace keeps every gradient, in the scale of its next step. */
function traceGradient(t: i32, scale: f32): void {
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    v128.store(tracedGradients + vectorBytes * t + i, f32x4.mul(factor, v128.load(gradient + i)));
  }
  store<i32>(tracedExponents + 4 * t, gradientExponent);
}
