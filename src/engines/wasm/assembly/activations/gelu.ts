// z·Φ(z), in its erf form.
import { exponential, logarithm } from '../exponential';
import { total } from '../lanes';
import { vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';
import { fromTable, one } from '../table';

/** In the order in which they are used. */
const constants: usize = memory.data<real>([
  -0.5, 0.3989422804014327, 0.35355339059327373, 0.585, 2.40963855, -2.2268647e-05, 5.21841963e-05, 0.000128371802,
  -0.000515767939, -0.000284505045, 0.00362745022, -0.000955845125, -0.0291340965, 0.0152684288, 0.568149925,
  -0.556313875, 0.5
], 16);

/** P where what is real is float64: in u = (t − 0.53125)·2.1333…, down to z = −42, good to 2e-16; then the two numbers of u. */
function doubles(): usize {
  return memory.data<f64>([
    -2.7418778571656222e-09, 2.0831541102466654e-09, 2.5993149579827905e-08, -3.9334427937071385e-08,
    -9.461637681932459e-08, 2.964319322303428e-07, 1.5287647471845817e-09, -1.2375433631698789e-06,
    1.7663660652911436e-06, 2.660802330839046e-06, -1.0770711897164252e-05, 2.775082005787804e-06, 3.9964129380295084e-05,
    -5.591447982155866e-05, -0.00010143107545843469, 0.0003254562164595595, 0.00012517506425876836,
    -0.0014816253580046254, 0.000495681321455651, 0.006728782341915117, -0.005432017831461276, -0.04038441873512034,
    0.033698047394367756, 0.6356274566949883, -0.629580539022419, 0.53125, 2.1333333333333333
  ], 16);
}
const DEGREE: i32 = 24;

export function activateRow(z: usize, up: v128, down: v128, h: usize, d: usize): v128 {
  let squares = v128.splat<real>(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.mul<real>(up, v128.load(z + i));
    // Tail and density share it: far below zero they nearly cancel out.
    const e = exponential(v128.mul<real>(fromTable(constants, 0), v128.mul<real>(x, x)));
    const tail = v128.mul<real>(e, tailOverExponential(x));
    const probability = v128.bitselect(v128.sub<real>(one(), tail), tail, v128.gt<real>(x, v128.splat<real>(0)));
    const value = v128.mul<real>(down, v128.mul<real>(x, probability));
    v128.store(h + i, value);
    v128.store(d + i, multiplyAdd(x, v128.mul<real>(fromTable(constants, 1), e), probability));
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}

/**
 * Φ(−|z|)·exp(z²/2) = t/2·exp(P(t)), t = 1/(1 + |z|/√8), with P a Chebyshev fit in u = (t − 0.585)/0.415, down to
 * z = −13.8: 7e-9 relative, rounding apart.
 */
function tailOverExponential(z: v128): v128 {
  const t = v128.div<real>(one(), multiplyAdd(fromTable(constants, 2), v128.abs<real>(z), one()));
  if (sizeof<real>() == 8) return doubleTail(t);
  const u = v128.mul<real>(v128.sub<real>(t, fromTable(constants, 3)), fromTable(constants, 4));
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
  return v128.mul<real>(v128.mul<real>(fromTable(constants, 16), t), exponential(p));
}

function doubleTail(t: v128): v128 {
  const u = f64x2.mul(f64x2.sub(t, fromTable(doubles(), DEGREE + 1)), fromTable(doubles(), DEGREE + 2));
  let p = fromTable(doubles(), 0);
  for (let i = 1; i <= DEGREE; i++) p = multiplyAdd(p, u, fromTable(doubles(), i));
  return f64x2.mul(f64x2.mul(fromTable(constants, 16), t), exponential(p));
}

/** ln |φ′(z)| far from zero, where no float32 holds φ′: that of the density times |z| − 1/|z| + 1/|z|³. */
export function logTail(z: f32): f32 {
  const inverse: f32 = 1 / abs(z);
  const rest = abs(z) - inverse * (1 - inverse * inverse);
  return v128.extract_lane<real>(logarithm(v128.splat<real>(rest)), 0) - 0.918938533 - 0.5 * z * z;
}
