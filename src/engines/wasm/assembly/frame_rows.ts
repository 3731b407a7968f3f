// Rows of a frame (frame.ts): an entry of the state in all directions.
import { frameRowBytes } from './layout';
import { multiplyAdd } from './numbers';

/** row ← factor·from, of all directions. */
export function scaleRow(from: usize, factor: f32, row: usize): void {
  const f = f32x4.splat(factor);
  for (let c: usize = 0; c < frameRowBytes; c += 16) v128.store(row + c, f32x4.mul(f, v128.load(from + c)));
}

/** row ← first + factor·second, of all directions. */
export function addRows(first: usize, second: usize, factor: f32, row: usize): void {
  const f = f32x4.splat(factor);
  for (let c: usize = 0; c < frameRowBytes; c += 16) {
    v128.store(row + c, multiplyAdd(f, v128.load(second + c), v128.load(first + c)));
  }
}
