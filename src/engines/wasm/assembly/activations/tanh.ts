// Hyperbolic tangent. Never φ′ = 1 − φ² (exactly 0 from |z| = 9 on).
import { powerOf, restMinusOne, shiftedPower } from '../exponential';
import { total } from '../lanes';
import { vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';
import { one, signBit } from '../table';

export function activateRow(z: usize, up: v128, down: v128, h: usize, d: usize): v128 {
  const twiceUpwards = f32x4.add(up, up);
  const minusDownwards = f32x4.neg(down);
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const sign = signBit();
    const unit = one();
    // With y = −2|x|: tanh|x| = (1 − e^y)/(1 + e^y), φ′ = 4e^y/(1 + e^y)². The numerator comes of e^y − 1 itself,
    // which loses nothing where it is small.
    const y = v128.or(sign, f32x4.mul(twiceUpwards, x));
    const shifted = shiftedPower(y);
    const power = powerOf(shifted);
    const rest = restMinusOne(y, shifted);
    const e = multiplyAdd(power, rest, power);
    const minusOne = multiplyAdd(power, rest, f32x4.sub(power, unit));
    const r = f32x4.div(unit, f32x4.add(unit, e));
    const twice = f32x4.add(r, r);
    v128.store(d + i, f32x4.mul(f32x4.mul(e, twice), twice));
    // tanh|x| is not negative: its sign becomes that of x.
    const magnitude = f32x4.mul(f32x4.mul(minusDownwards, minusOne), r);
    const value = v128.xor(magnitude, v128.and(sign, x));
    v128.store(h + i, value);
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}

/** ln |φ′(z)| far from zero, where no float32 holds φ′. */
export function logTail(z: f32): f32 {
  return 1.3862944 - 2 * abs(z);
}
