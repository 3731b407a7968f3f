// Products of matrices and vectors, all as sums of scaled rows: no sum runs across the lanes of a vector.
import { laneSum, multiplyAdd } from './numbers';
import { paddedSize } from './generated/facts';
import { vectorBytes } from './layout';

/**
 * out = scale·Σ_k M[k,·]·x[k] + addend over the first `count` rows: Mᵀ·x. Eight sums run side by side, 32
 * outputs a pass, so that additions need not wait for one another; rows are taken in pairs, the last perhaps
 * with padding.
 */
export function sumOfScaledRows(
  matrix: usize, x: usize, count: i32, scale: f32, addend: usize, out: usize
): void {
  const stride = vectorBytes;
  const end = x + ((<usize>count) << 2);
  const factor = f32x4.splat(scale);
  let column: usize = 0;
  for (; column + 128 <= stride; column += 128) {
    let row = matrix + column;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    let place = x;
    do {
      const x0 = v128.load32_splat(place, 0);
      s0 = multiplyAdd(x0, v128.load(row, 0), s0);
      s1 = multiplyAdd(x0, v128.load(row, 16), s1);
      s2 = multiplyAdd(x0, v128.load(row, 32), s2);
      s3 = multiplyAdd(x0, v128.load(row, 48), s3);
      s4 = multiplyAdd(x0, v128.load(row, 64), s4);
      s5 = multiplyAdd(x0, v128.load(row, 80), s5);
      s6 = multiplyAdd(x0, v128.load(row, 96), s6);
      s7 = multiplyAdd(x0, v128.load(row, 112), s7);
      row += stride;
      const x1 = v128.load32_splat(place, 4);
      s0 = multiplyAdd(x1, v128.load(row, 0), s0);
      s1 = multiplyAdd(x1, v128.load(row, 16), s1);
      s2 = multiplyAdd(x1, v128.load(row, 32), s2);
      s3 = multiplyAdd(x1, v128.load(row, 48), s3);
      s4 = multiplyAdd(x1, v128.load(row, 64), s4);
      s5 = multiplyAdd(x1, v128.load(row, 80), s5);
      s6 = multiplyAdd(x1, v128.load(row, 96), s6);
      s7 = multiplyAdd(x1, v128.load(row, 112), s7);
      row += stride;
      place += 8;
    } while (place < end);
    const to = out + column;
    const added = addend + column;
    v128.store(to, multiplyAdd(factor, s0, v128.load(added, 0)), 0);
    v128.store(to, multiplyAdd(factor, s1, v128.load(added, 16)), 16);
    v128.store(to, multiplyAdd(factor, s2, v128.load(added, 32)), 32);
    v128.store(to, multiplyAdd(factor, s3, v128.load(added, 48)), 48);
    v128.store(to, multiplyAdd(factor, s4, v128.load(added, 64)), 64);
    v128.store(to, multiplyAdd(factor, s5, v128.load(added, 80)), 80);
    v128.store(to, multiplyAdd(factor, s6, v128.load(added, 96)), 96);
    v128.store(to, multiplyAdd(factor, s7, v128.load(added, 112)), 112);
  }
  for (; column < stride; column += 32) {
    let row = matrix + column;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let place = x; place < end; place += 4) {
      const xk = v128.load32_splat(place);
      s0 = multiplyAdd(xk, v128.load(row, 0), s0);
      s1 = multiplyAdd(xk, v128.load(row, 16), s1);
      row += stride;
    }
    v128.store(out + column, multiplyAdd(factor, s0, v128.load(addend + column, 0)), 0);
    v128.store(out + column, multiplyAdd(factor, s1, v128.load(addend + column, 16)), 16);
  }
}

/**
 * out += Σ_k a_k ⊗ b_k over `count` ≥ 1 rows of two stacks, `stride` bytes from one a to the next: AᵀB, a block of four
 * rows and eight columns at a time. Each sum is added as a whole, so that few roundings meet in an entry.
 */
export function addOuterProducts(a: usize, stride: usize, b: usize, count: i32, out: usize): void {
  const rowBytes = vectorBytes;
  const end = a + stride * count;
  for (let i: usize = 0; i < rowBytes; i += 16) {
    for (let column: usize = 0; column < rowBytes; column += 32) {
      let right = b + column;
      let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
      let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
      for (let left = a + i; left < end; left += stride) {
        const b0 = v128.load(right, 0);
        const b1 = v128.load(right, 16);
        const a0 = v128.load32_splat(left, 0);
        const a1 = v128.load32_splat(left, 4);
        const a2 = v128.load32_splat(left, 8);
        const a3 = v128.load32_splat(left, 12);
        s00 = multiplyAdd(a0, b0, s00);
        s01 = multiplyAdd(a0, b1, s01);
        s10 = multiplyAdd(a1, b0, s10);
        s11 = multiplyAdd(a1, b1, s11);
        s20 = multiplyAdd(a2, b0, s20);
        s21 = multiplyAdd(a2, b1, s21);
        s30 = multiplyAdd(a3, b0, s30);
        s31 = multiplyAdd(a3, b1, s31);
        right += rowBytes;
      }
      const to = out + (rowBytes >> 2) * i + column;
      addPair(to, s00, s01);
      addPair(to + rowBytes, s10, s11);
      addPair(to + 2 * rowBytes, s20, s21);
      addPair(to + 3 * rowBytes, s30, s31);
    }
  }
}

/** Adds eight neighbours to what stands there. */
// @ts-ignore: decorator
@inline
function addPair(to: usize, first: v128, second: v128): void {
  v128.store(to, f32x4.add(v128.load(to, 0), first), 0);
  v128.store(to, f32x4.add(v128.load(to, 16), second), 16);
}

/** out = Mᵀ, four by four. */
export function transpose(matrix: usize, out: usize): void {
  const stride = vectorBytes;
  const size = paddedSize;
  for (let i = 0; i < size; i += 4) {
    for (let j = 0; j < size; j += 4) {
      const from = matrix + stride * i + 4 * j;
      const a = v128.load(from);
      const b = v128.load(from + stride);
      const c = v128.load(from + 2 * stride);
      const d = v128.load(from + 3 * stride);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const abUpper = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const cdUpper = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const to = out + stride * j + 4 * i;
      v128.store(to, v128.shuffle<i32>(ab, cd, 0, 1, 4, 5));
      v128.store(to + stride, v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
      v128.store(to + 2 * stride, v128.shuffle<i32>(abUpper, cdUpper, 0, 1, 4, 5));
      v128.store(to + 3 * stride, v128.shuffle<i32>(abUpper, cdUpper, 2, 3, 6, 7));
    }
  }
}

/** out = scale·A·B, a block of four rows and eight columns at a time. Returns Σ out_ij². */
export function multiplyMatrices(a: usize, b: usize, scale: f32, out: usize): f32 {
  const stride = vectorBytes;
  const factor = f32x4.splat(scale);
  let squares = f32x4.splat(0);
  for (let i = 0; i < paddedSize; i += 4) {
    for (let column: usize = 0; column < stride; column += 32) {
      let left = a + stride * i;
      const leftEnd = left + stride;
      let right = b + column;
      let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
      let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
      for (; left < leftEnd; left += 4) {
        const b0 = v128.load(right, 0);
        const b1 = v128.load(right, 16);
        const a0 = v128.load32_splat(left);
        const a1 = v128.load32_splat(left + stride);
        const a2 = v128.load32_splat(left + 2 * stride);
        const a3 = v128.load32_splat(left + 3 * stride);
        s00 = multiplyAdd(a0, b0, s00);
        s01 = multiplyAdd(a0, b1, s01);
        s10 = multiplyAdd(a1, b0, s10);
        s11 = multiplyAdd(a1, b1, s11);
        s20 = multiplyAdd(a2, b0, s20);
        s21 = multiplyAdd(a2, b1, s21);
        s30 = multiplyAdd(a3, b0, s30);
        s31 = multiplyAdd(a3, b1, s31);
        right += stride;
      }
      const to = out + stride * i + column;
      squares = f32x4.add(squares, storePair(to, factor, s00, s01));
      squares = f32x4.add(squares, storePair(to + stride, factor, s10, s11));
      squares = f32x4.add(squares, storePair(to + 2 * stride, factor, s20, s21));
      squares = f32x4.add(squares, storePair(to + 3 * stride, factor, s30, s31));
    }
  }
  return laneSum(squares);
}

/** Stores eight scaled neighbours. Returns their squares. */
// @ts-ignore: decorator
@inline
function storePair(to: usize, factor: v128, first: v128, second: v128): v128 {
  const a = f32x4.mul(factor, first);
  const b = f32x4.mul(factor, second);
  v128.store(to, a, 0);
  v128.store(to, b, 16);
  return f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b));
}
