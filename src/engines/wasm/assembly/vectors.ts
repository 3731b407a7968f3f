// What is done with whole vectors [paddedSize], apart from products with matrices.
import { vectorBytes } from './layout';
import { laneSum, multiplyThenAdd } from './numbers';

export function dot(a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  let second = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 32) {
    sum = multiplyThenAdd(v128.load(a + i, 0), v128.load(b + i, 0), sum);
    second = multiplyThenAdd(v128.load(a + i, 16), v128.load(b + i, 16), second);
  }
  return laneSum(f32x4.add(sum, second));
}

/** a ← a + factor·b */
export function addScaled(a: usize, factor: f32, b: usize): void {
  const f = f32x4.splat(factor);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    v128.store(a + i, multiplyThenAdd(f, v128.load(b + i), v128.load(a + i)));
  }
}

/** v / ‖v‖ */
export function normalise(v: usize): void {
  scaleVectors(v, vectorBytes, 1 / Mathf.sqrt(dot(v, v)));
}

/** Multiplies vectors that stand one after another. */
export function scaleVectors(place: usize, bytes: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(place + i, f32x4.mul(f, v128.load(place + i)));
}
