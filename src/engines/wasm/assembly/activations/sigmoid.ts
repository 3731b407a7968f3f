// The logistic function. Its states carry no power of two.
import { exponential } from '../exponential';
import { total } from '../lanes';
import { unitMask, vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';
import { one, signBit } from '../table';

export function activateRow(z: usize, _up: v128, _down: v128, h: usize, d: usize): v128 {
  let squares = v128.splat<real>(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const unit = one();
    const e = exponential(v128.or(signBit(), x));
    const r = v128.div<real>(unit, v128.add<real>(unit, e));
    const value = v128.and(
      v128.mul<real>(v128.bitselect(unit, e, v128.gt<real>(x, v128.splat<real>(0))), r), v128.load(unitMask + i)
    );
    v128.store(h + i, value);
    v128.store(d + i, v128.mul<real>(e, v128.mul<real>(r, r)));
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}

/** ln |φ′(z)| far from zero, where no float32 holds φ′. */
export function logTail(z: f32): f32 {
  return -abs(z);
}
