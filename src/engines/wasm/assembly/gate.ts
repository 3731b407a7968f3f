// Gates: the logistic function of the true pre-activation, whatever power of two the state carries.
import { activateRow as sigmoidRow } from './activations/sigmoid';
import { vectorBytes } from './layout';

/** Beyond it a gate is open or closed. */
const FAR_OUT: real = 80;

/** From z to σ(2^E·z + shift) and its slope, vectors; `up` is 2^E. */
export function openGate(z: usize, up: v128, shift: real, opening: usize, slope: usize): void {
  const one = v128.splat<real>(1);
  if (shift == 0 && !v128.any_true(v128.ne<real>(up, one))) {
    sigmoidRow(z, one, one, opening, slope);
    return;
  }
  const added = v128.splat<real>(shift);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    v128.store(opening + k, v128.add<real>(v128.mul<real>(up, v128.load(z + k)), added));
  }
  sigmoidRow(opening, one, one, opening, slope);
  const isLarge = v128.gt<real>(up, one);
  if (v128.any_true(isLarge)) closeTails(z, up, added, isLarge, opening, slope);
}

/** Exponentials end at about 1e-36, which beside a large state is not nothing. */
function closeTails(z: usize, up: v128, added: v128, isLarge: v128, opening: usize, slope: usize): void {
  const end = v128.splat<real>(FAR_OUT);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const x = v128.add<real>(v128.mul<real>(up, v128.load(z + k)), added);
    const below = v128.and(isLarge, v128.lt<real>(x, v128.neg<real>(end)));
    const above = v128.and(isLarge, v128.gt<real>(x, end));
    v128.store(opening + k, v128.andnot(v128.load(opening + k), below));
    v128.store(slope + k, v128.andnot(v128.load(slope + k), v128.or(below, above)));
  }
}
