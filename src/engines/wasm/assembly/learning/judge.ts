// What answers of a step are worth, and ∂L/∂answers. Squares of float64, which has room for those of any float32.
import { exponential, logarithm } from '../exponential';
import { outputs, squares } from '../generated/learning';
import { unitBytes } from '../layout';
import { asked } from './batch';
import { answers } from './layout';

/** Of a step: targets a unit each, NaN where nothing is asked; leaves slopes likewise. Returns what it adds to the loss. */
export function judge(targets: usize, slopes: usize): f64 {
  const share = 1 / <f64>asked;
  return squares ? judgeSquares(targets, slopes, share) : judgeEntropies(targets, slopes, share);
}

function judgeSquares(targets: usize, slopes: usize, share: f64): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < unitBytes * outputs; i += sizeof<real>()) {
    const target = load<real>(targets + i);
    const error = <f64>load<real>(answers + i) - <f64>target;
    const counts = target == target;
    if (counts) sum += error * error;
    store<real>(slopes + i, counts ? <real>(2 * error * share) : 0);
  }
  return sum * share;
}

/** −ln of the probability that softmax gives the right one. */
function judgeEntropies(targets: usize, slopes: usize, share: f64): f64 {
  const shares = v128.splat<real>(<real>share);
  let sum: f64 = 0;
  for (let half: usize = 0; half < unitBytes; half += 16) {
    const right = v128.load(targets + half);
    let most = v128.load(answers + half);
    for (let o = 1; o < outputs; o++) most = v128.max<real>(most, v128.load(answers + half + unitBytes * o));
    let total = v128.splat<real>(0);
    let ofRight = v128.splat<real>(0);
    for (let o = 0; o < outputs; o++) {
      const own = v128.sub<real>(v128.load(answers + half + unitBytes * o), most);
      const power = exponential(own);
      total = v128.add<real>(total, power);
      ofRight = v128.bitselect(own, ofRight, v128.eq<real>(right, v128.splat<real>(<real>o)));
      v128.store(slopes + half + unitBytes * o, power);
    }
    const counts = v128.eq<real>(right, right);
    const loss = v128.and(v128.sub<real>(logarithm(total), ofRight), counts);
    sum += v128.extract_lane<real>(loss, 0);
    sum += v128.extract_lane<real>(loss, 1);
    if (sizeof<real>() == 4) sum += lastTwo(loss);
    for (let o = 0; o < outputs; o++) {
      const place = slopes + half + unitBytes * o;
      const isRight = v128.and(v128.eq<real>(right, v128.splat<real>(<real>o)), v128.splat<real>(1));
      const slope = v128.sub<real>(v128.div<real>(v128.load(place), total), isRight);
      v128.store(place, v128.and(v128.mul<real>(slope, shares), counts));
    }
  }
  return sum * share;
}

function lastTwo(loss: v128): f64 {
  return <f64>f32x4.extract_lane(loss, 2) + <f64>f32x4.extract_lane(loss, 3);
}
