// ln(1 + e^z).
import { exponential, logarithm } from '../exponential';
import { total } from '../lanes';
import { unitMask, vectorBytes } from '../layout';
import { multiplyAdd } from '../numbers';
import { one, signBit } from '../table';

export function activateRow(z: usize, up: v128, down: v128, h: usize, d: usize): v128 {
  const zero = v128.splat<real>(0);
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.mul<real>(up, v128.load(z + i));
    const unit = one();
    const e = exponential(v128.or(signBit(), x));
    const sum = v128.add<real>(unit, e);
    const full = v128.add<real>(v128.max<real>(x, zero), logarithm(sum));
    const value = v128.and(v128.mul<real>(down, full), v128.load(unitMask + i));
    v128.store(h + i, value);
    v128.store(d + i, v128.div<real>(v128.bitselect(unit, e, v128.gt<real>(x, zero)), sum));
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}

/** ln |φ′(z)| far from zero, where no float32 holds φ′. */
export function logTail(z: f32): f32 {
  return min(z, 0);
}
