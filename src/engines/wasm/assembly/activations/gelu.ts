// z·Φ(z), in its erf form.
import { exponential, logarithm } from '../exponential';
import { total } from '../lanes';
import { vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';
import { fromTable, one } from '../table';

/** In the order in which they are used. */
const constants: usize = memory.data<f32>([
  -0.5, 0.398942280, 0.353553391, 0.585, 2.40963855, -2.2268647e-05, 5.21841963e-05, 0.000128371802,
  -0.000515767939, -0.000284505045, 0.00362745022, -0.000955845125, -0.0291340965, 0.0152684288, 0.568149925,
  -0.556313875, 0.5
], 16);

export function activateRow(z: usize, up: v128, down: v128, h: usize, d: usize): v128 {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = f32x4.mul(up, v128.load(z + i));
    // Tail and density share it: far below zero they nearly cancel out.
    const e = exponential(f32x4.mul(fromTable(constants, 0), f32x4.mul(x, x)));
    const tail = f32x4.mul(e, tailOverExponential(x));
    const probability = v128.bitselect(f32x4.sub(one(), tail), tail, f32x4.gt(x, f32x4.splat(0)));
    const value = f32x4.mul(down, f32x4.mul(x, probability));
    v128.store(h + i, value);
    v128.store(d + i, multiplyAdd(x, f32x4.mul(fromTable(constants, 1), e), probability));
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}

/**
 * Φ(−|z|)·exp(z²/2) = t/2·exp(P(t)), t = 1/(1 + |z|/√8), with P a Chebyshev fit in u = (t − 0.585)/0.415, down to
 * z = −13.8: 7e-9 relative, rounding apart.
 */
function tailOverExponential(z: v128): v128 {
  const t = f32x4.div(one(), multiplyAdd(fromTable(constants, 2), f32x4.abs(z), one()));
  const u = f32x4.mul(f32x4.sub(t, fromTable(constants, 3)), fromTable(constants, 4));
  let p = multiplyAdd(fromTable(constants, 5), u, fromTable(constants, 6));
  p = multiplyAdd(p, u, fromTable(constants, 7));
  p = multiplyAdd(p, u, fromTable(constants, 8));
  p = multiplyAdd(p, u, fromTable(constants, 9));
  p = multiplyAdd(p, u, fromTable(constants, 10));
  p = multiplyAdd(p, u, fromTable(constants, 11));
  p = multiplyAdd(p, u, fromTable(constants, 12));
  p = multiplyAdd(p, u, fromTable(constants, 13));
  p = multiplyAdd(p, u, fromTable(constants, 14));
  p = multiplyAdd(p, u, fromTable(constants, 15));
  return f32x4.mul(f32x4.mul(fromTable(constants, 16), t), exponential(p));
}

/** ln |φ′(z)| far from zero, where no float32 holds φ′: that of the density times |z| − 1/|z| + 1/|z|³. */
export function logTail(z: f32): f32 {
  const inverse: f32 = 1 / abs(z);
  const rest = abs(z) - inverse * (1 - inverse * inverse);
  return f32x4.extract_lane(logarithm(f32x4.splat(rest)), 0) - 0.918938533 - 0.5 * z * z;
}
