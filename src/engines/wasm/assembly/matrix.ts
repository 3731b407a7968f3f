// Products of matrices and vectors, all as sums of scaled rows: no sum runs across the lanes of a register.
import { abreast, blocks, paddedSize } from './generated/facts';
import { acrossLanes, loadUnit } from './lanes';
import { productBytes, rowBytes, transposed, unitBytes, units, vectorBytes, weights } from './layout';
import { multiplyAdd } from './numbers';

/**
 * out = scale·Σ_k M[k,·]·x[k] + addend over the first `count` rows of M, a matrix of products of `height` rows: Mᵀ·x, of each
 * network. Panel after panel, `descending` in every other step: what was read last is then read first, while it is near.
 */
export function sumOfScaledRows(
  matrix: usize, height: i32, x: usize, count: i32, scale: v128, addend: usize, out: usize, descending: bool
): void {
  if (abreast == 1) sumRows(true, matrix, height, x, count, scale, addend, out, descending);
  else sumRows(false, matrix, height, x, count, scale, addend, out, descending);
}

// @ts-ignore: decorator
@inline
function sumRows(
  alone: bool, matrix: usize, height: i32, x: usize, count: i32, scale: v128, addend: usize, out: usize, descending: bool
): void {
  const end = x + (alone ? 4 : 16) * <usize>count;
  const wide = vectorBytes & ~127;
  let column: usize = 0;
  for (let done: usize = 0; done < wide; done += 128) {
    column = descending ? wide - 128 - done : done;
    sumWidePanel(alone, matrix + column * height, x, end, scale, addend + column, out + column);
  }
  column = wide;
  if (vectorBytes & 64) {
    sumHalfPanel(alone, matrix + column * height, x, end, scale, addend + column, out + column);
    column += 64;
  }
  if (vectorBytes & 32) sumQuarterPanel(alone, matrix + column * height, x, end, scale, addend + column, out + column);
}

/**
 * Eight sums run side by side, so that additions need not wait for one another; rows are taken in pairs, the last perhaps with
 * padding.
 */
// @ts-ignore: decorator
@inline
function sumWidePanel(alone: bool, panel: usize, x: usize, end: usize, scale: v128, added: usize, to: usize): void {
  let row = panel;
  let place = x;
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
  do {
    const x0 = loadUnit(alone, place, 0);
    s0 = multiplyAdd(x0, v128.load(row, 0), s0);
    s1 = multiplyAdd(x0, v128.load(row, 16), s1);
    s2 = multiplyAdd(x0, v128.load(row, 32), s2);
    s3 = multiplyAdd(x0, v128.load(row, 48), s3);
    s4 = multiplyAdd(x0, v128.load(row, 64), s4);
    s5 = multiplyAdd(x0, v128.load(row, 80), s5);
    s6 = multiplyAdd(x0, v128.load(row, 96), s6);
    s7 = multiplyAdd(x0, v128.load(row, 112), s7);
    const x1 = loadUnit(alone, place, 1);
    s0 = multiplyAdd(x1, v128.load(row, 128), s0);
    s1 = multiplyAdd(x1, v128.load(row, 144), s1);
    s2 = multiplyAdd(x1, v128.load(row, 160), s2);
    s3 = multiplyAdd(x1, v128.load(row, 176), s3);
    s4 = multiplyAdd(x1, v128.load(row, 192), s4);
    s5 = multiplyAdd(x1, v128.load(row, 208), s5);
    s6 = multiplyAdd(x1, v128.load(row, 224), s6);
    s7 = multiplyAdd(x1, v128.load(row, 240), s7);
    row += 256;
    place += alone ? 8 : 32;
  } while (place < end);
  v128.store(to, multiplyAdd(scale, s0, v128.load(added, 0)), 0);
  v128.store(to, multiplyAdd(scale, s1, v128.load(added, 16)), 16);
  v128.store(to, multiplyAdd(scale, s2, v128.load(added, 32)), 32);
  v128.store(to, multiplyAdd(scale, s3, v128.load(added, 48)), 48);
  v128.store(to, multiplyAdd(scale, s4, v128.load(added, 64)), 64);
  v128.store(to, multiplyAdd(scale, s5, v128.load(added, 80)), 80);
  v128.store(to, multiplyAdd(scale, s6, v128.load(added, 96)), 96);
  v128.store(to, multiplyAdd(scale, s7, v128.load(added, 112)), 112);
}

// @ts-ignore: decorator
@inline
function sumHalfPanel(alone: bool, panel: usize, x: usize, end: usize, scale: v128, added: usize, to: usize): void {
  let row = panel;
  let place = x;
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  do {
    const x0 = loadUnit(alone, place, 0);
    s0 = multiplyAdd(x0, v128.load(row, 0), s0);
    s1 = multiplyAdd(x0, v128.load(row, 16), s1);
    s2 = multiplyAdd(x0, v128.load(row, 32), s2);
    s3 = multiplyAdd(x0, v128.load(row, 48), s3);
    const x1 = loadUnit(alone, place, 1);
    s0 = multiplyAdd(x1, v128.load(row, 64), s0);
    s1 = multiplyAdd(x1, v128.load(row, 80), s1);
    s2 = multiplyAdd(x1, v128.load(row, 96), s2);
    s3 = multiplyAdd(x1, v128.load(row, 112), s3);
    row += 128;
    place += alone ? 8 : 32;
  } while (place < end);
  v128.store(to, multiplyAdd(scale, s0, v128.load(added, 0)), 0);
  v128.store(to, multiplyAdd(scale, s1, v128.load(added, 16)), 16);
  v128.store(to, multiplyAdd(scale, s2, v128.load(added, 32)), 32);
  v128.store(to, multiplyAdd(scale, s3, v128.load(added, 48)), 48);
}

// @ts-ignore: decorator
@inline
function sumQuarterPanel(alone: bool, panel: usize, x: usize, end: usize, scale: v128, added: usize, to: usize): void {
  let row = panel;
  let place = x;
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  do {
    const x0 = loadUnit(alone, place, 0);
    s0 = multiplyAdd(x0, v128.load(row, 0), s0);
    s1 = multiplyAdd(x0, v128.load(row, 16), s1);
    const x1 = loadUnit(alone, place, 1);
    s0 = multiplyAdd(x1, v128.load(row, 32), s0);
    s1 = multiplyAdd(x1, v128.load(row, 48), s1);
    row += 64;
    place += alone ? 8 : 32;
  } while (place < end);
  v128.store(to, multiplyAdd(scale, s0, v128.load(added, 0)), 0);
  v128.store(to, multiplyAdd(scale, s1, v128.load(added, 16)), 16);
}

/**
 * out += Σ_k a_k ⊗ b_k over `count` ≥ 1 rows of two stacks, `stride` bytes from one a to the next: AᵀB, of each network, four
 * rows and two registers of columns at a time. Each sum is added as a whole, so that few roundings meet in an entry.
 */
export function addOuterProducts(a: usize, stride: usize, b: usize, count: i32, out: usize): void {
  if (abreast == 1) addProduct(true, a, stride, b, vectorBytes, vectorBytes, count, out, units);
  else addProduct(false, a, stride, b, vectorBytes, vectorBytes, count, out, units);
}

/**
 * out += Aᵀ·B of row-major A [count × columns], whose rows are `aBytes` apart, and B [count × `width` bytes], whose rows are
 * `bBytes` apart as those of `out` are: of one network.
 */
export function addTransposedProduct(
  a: usize, aBytes: usize, b: usize, bBytes: usize, width: usize, count: i32, out: usize, columns: i32
): void {
  addProduct(true, a, aBytes, b, bBytes, width, count, out, columns);
}

// @ts-ignore: decorator
@inline
function addProduct(
  alone: bool, a: usize, aBytes: usize, b: usize, bBytes: usize, width: usize, count: i32, out: usize, columns: i32
): void {
  const bytes: usize = alone ? 4 : 16;
  for (let i = 0; i < columns; i += 4) {
    const to = out + bBytes * i;
    for (let column: usize = 0; column < width; column += 32) {
      let left = a + bytes * <usize>i;
      let right = b + column;
      const end = right + bBytes * count;
      let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
      let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
      for (; right < end; right += bBytes) {
        const b0 = v128.load(right, 0);
        const b1 = v128.load(right, 16);
        const a0 = loadUnit(alone, left, 0);
        const a1 = loadUnit(alone, left, 1);
        const a2 = loadUnit(alone, left, 2);
        const a3 = loadUnit(alone, left, 3);
        s00 = multiplyAdd(a0, b0, s00);
        s01 = multiplyAdd(a0, b1, s01);
        s10 = multiplyAdd(a1, b0, s10);
        s11 = multiplyAdd(a1, b1, s11);
        s20 = multiplyAdd(a2, b0, s20);
        s21 = multiplyAdd(a2, b1, s21);
        s30 = multiplyAdd(a3, b0, s30);
        s31 = multiplyAdd(a3, b1, s31);
        left += aBytes;
      }
      addPair(to + column, s00, s01);
      addPair(to + column + bBytes, s10, s11);
      addPair(to + column + 2 * bBytes, s20, s21);
      addPair(to + column + 3 * bBytes, s30, s31);
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

/** out = Mᵀ of a matrix [paddedSize × paddedSize], four by four. */
export function transpose(matrix: usize, out: usize): void {
  const stride = rowBytes;
  const size = paddedSize;
  for (let i = 0; i < size; i += 4) {
    for (let j = 0; j < size; j += 4) {
      const from = matrix + stride * i + 4 * j;
      const to = out + stride * j + 4 * i;
      transposeFour(from, from + stride, from + 2 * stride, from + 3 * stride, to, stride);
    }
  }
}

/**
 * Brings one of the blocks of networks, matrices [paddedSize × paddedSize], to where products read it: W below what is above it
 * in `weights`, and Wᵀ. Of a network alone all four are the same.
 */
export function layOutProducts(a: usize, b: usize, c: usize, d: usize, block: i32): void {
  const transposedBlock = transposed + productBytes * block;
  for (let i = 0; i < units; i += abreast == 1 ? 4 : 1) {
    for (let j = 0; j < units; j += 4) {
      const from = rowBytes * i + 4 * j;
      const column = unitBytes * j;
      const height = units * blocks;
      const to = inPanels(weights, height, units * block + i, column);
      const across = inPanels(transposedBlock, units, j, unitBytes * i);
      const below = panelWidth(unitBytes * i);
      if (abreast == 1) {
        const second = from + rowBytes, third = second + rowBytes, fourth = third + rowBytes;
        const width = panelWidth(column);
        v128.store(to, v128.load(a + from));
        v128.store(to + width, v128.load(a + second));
        v128.store(to + 2 * width, v128.load(a + third));
        v128.store(to + 3 * width, v128.load(a + fourth));
        transposeFour(a + from, a + second, a + third, a + fourth, across, below);
      } else {
        transposeFour(a + from, b + from, c + from, d + from, to, 16);
        transposeFour(a + from, b + from, c + from, d + from, across, below);
      }
    }
  }
}

/**
 * A matrix of products stands in panels, one beside another: of 128 bytes' width as long as there are so many, then of 64 and 32.
 * A panel is read from its first row to its last without a gap, as caches like it.
 */
// @ts-ignore: decorator
@inline
function inPanels(matrix: usize, height: i32, row: i32, column: usize): usize {
  const width = panelWidth(column);
  const first = column & ~(width - 1);
  return matrix + first * height + width * row + (column - first);
}

/** How wide the panel is in which a column stands, in bytes. */
// @ts-ignore: decorator
@inline
function panelWidth(column: usize): usize {
  if (column < (vectorBytes & ~127)) return 128;
  return column < (vectorBytes & ~63) ? 64 : 32;
}

/** Four registers as the columns of what becomes four, `stride` bytes from one to the next. */
// @ts-ignore: decorator
@inline
function transposeFour(first: usize, second: usize, third: usize, fourth: usize, to: usize, stride: usize): void {
  const a = v128.load(first);
  const b = v128.load(second);
  const c = v128.load(third);
  const d = v128.load(fourth);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abUpper = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdUpper = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + stride, v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * stride, v128.shuffle<i32>(abUpper, cdUpper, 0, 1, 4, 5));
  v128.store(to + 3 * stride, v128.shuffle<i32>(abUpper, cdUpper, 2, 3, 6, 7));
}

/** out = scale·A·B, a block of four rows and eight columns at a time. Returns Σ out_ij². */
export function multiplyMatrices(a: usize, b: usize, scale: f32, out: usize): f32 {
  const stride = rowBytes;
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
  return f32x4.extract_lane(acrossLanes(squares), 0);
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
