// What an update makes of θ and ∂L/∂θ: src/networks/learning/training.ts, as PyTorch has it.
import { adam } from '../generated/learning';
import { multiplyAdd } from '../numbers';
import { fromTable } from '../table';
import { first, gradients, second, theta, thetaNumbers } from './layout';

/** Adam's β₁, β₂ and 1 less each; √β₂, √(1 − β₂); ε; and what no number is smaller than that is divided by. */
const numbers: usize = memory.data<real>([
  0.9, 0.1, 0.9994998749374609, 0.03162277660168379, 1e-8, 1e-37
], 16);
/** Smaller factors are no normal float32: they come in two. */
const LEAST_FACTOR: f64 = 1e-30;

/** ‖∂L/∂θ‖₂, of float64's squares: those of float32 end where gradients that explode are still finite. */
export function gradientNorm(): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < sizeof<real>() * thetaNumbers; i += sizeof<real>()) {
    const value = <f64>load<real>(gradients + i);
    sum += value * value;
  }
  return Math.sqrt(sum);
}

/**
 * @param factor what clipping multiplies the gradient by
 * @param rate η, of Adam over 1 − β₁ᵏ
 * @param scale of Adam 1/√(1 − β₂ᵏ)
 */
export function update(factor: f64, rate: f64, scale: f64, momentum: f64, weightDecay: f64): void {
  const part = factor < LEAST_FACTOR ? LEAST_FACTOR : 1;
  const clipped = v128.splat<real>(<real>(factor / part));
  const decay = v128.splat<real>(<real>weightDecay);
  const kept = v128.splat<real>(<real>momentum);
  const step = v128.splat<real>(<real>-rate);
  const scales = v128.splat<real>(<real>scale);
  const isPart = v128.splat<real>(<real>part);
  const end = sizeof<real>() * thetaNumbers;
  for (let i: usize = 0; i < end; i += 16) {
    const old = v128.load(theta + i);
    const gradient = v128.mul<real>(v128.mul<real>(v128.load(gradients + i), isPart), clipped);
    const pulled = multiplyAdd(decay, old, gradient);
    if (!adam) {
      const gathered = multiplyAdd(kept, v128.load(first + i), pulled);
      v128.store(first + i, gathered);
      v128.store(theta + i, multiplyAdd(step, gathered, old));
      continue;
    }
    const mean = multiplyAdd(fromTable(numbers, 0), v128.load(first + i), v128.mul<real>(fromTable(numbers, 1), pulled));
    // The root of the mean of squares, √(β₂·s² + (1 − β₂)·g²), without squares that leave the range.
    const before = v128.mul<real>(fromTable(numbers, 2), v128.load(second + i));
    const now = v128.mul<real>(fromTable(numbers, 3), v128.abs<real>(pulled));
    const larger = v128.max<real>(v128.max<real>(before, now), fromTable(numbers, 5));
    const ratio = v128.div<real>(v128.min<real>(before, now), larger);
    const root = v128.mul<real>(larger, v128.sqrt<real>(multiplyAdd(ratio, ratio, v128.splat<real>(1))));
    v128.store(first + i, mean);
    v128.store(second + i, root);
    const length = multiplyAdd(scales, root, fromTable(numbers, 4));
    v128.store(theta + i, multiplyAdd(step, v128.div<real>(mean, length), old));
  }
}
