// z·Φ(z), in its erf form.
import { exponential } from '../exponential';
import { total } from '../lanes';
import { vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';

export function activateRow(z: usize, up: v128, down: v128, h: usize, d: usize): v128 {
  const half = f32x4.splat(-0.5);
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = f32x4.mul(up, v128.load(z + i));
    // Tail and density share it: far below zero they nearly cancel out.
    const e = exponential(f32x4.mul(half, f32x4.mul(x, x)));
    const tail = f32x4.mul(e, tailOverExponential(x));
    const probability = v128.bitselect(f32x4.sub(f32x4.splat(1), tail), tail, f32x4.gt(x, f32x4.splat(0)));
    const value = f32x4.mul(down, f32x4.mul(x, probability));
    v128.store(h + i, value);
    v128.store(d + i, multiplyAdd(x, f32x4.mul(f32x4.splat(0.398942280), e), probability));
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}

/**
 * Φ(−|z|)·exp(z²/2) = t/2·exp(P(t)), t = 1/(1 + |z|/√8), with P a Chebyshev fit in u = (t − 0.585)/0.415, down to
 * z = −13.8: 7e-9 relative, rounding apart.
 */
function tailOverExponential(z: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, multiplyAdd(f32x4.splat(0.353553391), f32x4.abs(z), one));
  const u = f32x4.mul(f32x4.sub(t, f32x4.splat(0.585)), f32x4.splat(2.40963855));
  let p = multiplyAdd(f32x4.splat(-2.2268647e-05), u, f32x4.splat(5.21841963e-05));
  p = multiplyAdd(p, u, f32x4.splat(0.000128371802));
  p = multiplyAdd(p, u, f32x4.splat(-0.000515767939));
  p = multiplyAdd(p, u, f32x4.splat(-0.000284505045));
  p = multiplyAdd(p, u, f32x4.splat(0.00362745022));
  p = multiplyAdd(p, u, f32x4.splat(-0.000955845125));
  p = multiplyAdd(p, u, f32x4.splat(-0.0291340965));
  p = multiplyAdd(p, u, f32x4.splat(0.0152684288));
  p = multiplyAdd(p, u, f32x4.splat(0.568149925));
  p = multiplyAdd(p, u, f32x4.splat(-0.556313875));
  return f32x4.mul(f32x4.mul(f32x4.splat(0.5), t), exponential(p));
}
