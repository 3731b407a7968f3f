// Two slopes that meet at zero: what rectifiers are, and every other activation far from or near zero.
import { total } from './lanes';
import { vectorBytes } from './layout';
import { multiplyAdd } from './numbers';

/** From z to h and to the slope d at each entry, vectors. Returns Σ h_i². */
export function rectifierRow(z: usize, slopeBelow: real, slopeAbove: real, h: usize, d: usize): v128 {
  const below = v128.splat<real>(slopeBelow);
  const above = v128.splat<real>(slopeAbove);
  const zero = v128.splat<real>(0);
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const slope = v128.bitselect(above, below, v128.gt<real>(x, zero));
    const value = v128.mul<real>(x, slope);
    v128.store(h + i, value);
    v128.store(d + i, slope);
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}
