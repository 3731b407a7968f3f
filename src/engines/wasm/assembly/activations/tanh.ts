// Hyperbolic tangent. Never φ′ = 1 − φ² (exactly 0 from |z| = 9 on).
import { powerOf, restMinusOne, shiftedPower } from '../exponential';
import { total } from '../lanes';
import { vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';
import { one, signBit } from '../table';

export function activateRow(z: usize, up: v128, down: v128, h: usize, d: usize): v128 {
  const twiceUpwards = v128.add<real>(up, up);
  const minusDownwards = v128.neg<real>(down);
  let squares = v128.splat<real>(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const sign = signBit();
    const unit = one();
    // With y = −2|x|: tanh|x| = (1 − e^y)/(1 + e^y), φ′ = 4e^y/(1 + e^y)². The numerator comes of e^y − 1 itself,
    // which loses nothing where it is small.
    const y = v128.or(sign, v128.mul<real>(twiceUpwards, x));
    const shifted = shiftedPower(y);
    const power = powerOf(shifted);
    const rest = restMinusOne(y, shifted);
    const e = multiplyAdd(power, rest, power);
    const minusOne = multiplyAdd(power, rest, v128.sub<real>(power, unit));
    const r = v128.div<real>(unit, v128.add<real>(unit, e));
    const twice = v128.add<real>(r, r);
    v128.store(d + i, v128.mul<real>(v128.mul<real>(e, twice), twice));
    // tanh|x| is not negative: its sign becomes that of x.
    const magnitude = v128.mul<real>(v128.mul<real>(minusDownwards, minusOne), r);
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
