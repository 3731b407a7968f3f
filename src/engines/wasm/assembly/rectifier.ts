// Two slopes that meet at zero: what rectifiers are, and every other activation far from or near zero.
import { total } from './lanes';
import { vectorBytes } from './layout';
import { multiplyAdd } from './numbers';

/** From z to h and to the slope d at each entry, vectors. Returns Σ h_i². */
export function rectifierRow(z: usize, slopeBelow: f32, slopeAbove: f32, h: usize, d: usize): v128 {
  const below = f32x4.splat(slopeBelow);
  const above = f32x4.splat(slopeAbove);
  const zero = f32x4.splat(0);
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const slope = v128.bitselect(above, below, f32x4.gt(x, zero));
    const value = f32x4.mul(x, slope);
    v128.store(h + i, value);
    v128.store(d + i, slope);
    squares = multiplyAdd(value, value, squares);
  }
  return total(squares);
}
