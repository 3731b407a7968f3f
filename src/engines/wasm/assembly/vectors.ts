// What is done with whole vectors, apart from products with matrices: those of a step, and rows as they are drawn.
import { acrossLanes, total } from './lanes';
import { rowBytes } from './layout';
import { multiplyAdd, multiplyThenAdd } from './numbers';

/** Of two rows [paddedSize]. */
export function dot(a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  let second = f32x4.splat(0);
  for (let i: usize = 0; i < rowBytes; i += 32) {
    sum = multiplyThenAdd(v128.load(a + i, 0), v128.load(b + i, 0), sum);
    second = multiplyThenAdd(v128.load(a + i, 16), v128.load(b + i, 16), second);
  }
  return f32x4.extract_lane(acrossLanes(f32x4.add(sum, second)), 0);
}

/** a ← a + factor·b, of rows. */
export function addScaled(a: usize, factor: f32, b: usize): void {
  const f = f32x4.splat(factor);
  for (let i: usize = 0; i < rowBytes; i += 16) {
    v128.store(a + i, multiplyThenAdd(f, v128.load(b + i), v128.load(a + i)));
  }
}

/** v / ‖v‖ of a row. */
export function normalise(v: usize): void {
  scaleVectors(v, rowBytes, f32x4.splat(1 / Mathf.sqrt(dot(v, v))));
}

/** Multiplies vectors that stand one after another. */
export function scaleVectors(place: usize, bytes: usize, factor: v128): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(place + i, f32x4.mul(factor, v128.load(place + i)));
}

/** Σ (factor·v_i)² of vectors that stand one after another. */
export function sumOfSquares(place: usize, bytes: usize, factor: v128): v128 {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = f32x4.mul(factor, v128.load(place + i));
    squares = multiplyAdd(v, v, squares);
  }
  return total(squares);
}
