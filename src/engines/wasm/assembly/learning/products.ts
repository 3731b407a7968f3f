// Products of a network that learns, with as many sequences as two registers hold. Four rows and these two at a time, so that eight
// sums run side by side; what is contracted over sequences is summed across lanes once, at the end of a stretch of steps.
import { multiplyAdd } from '../numbers';

/** Bytes of a unit of all sequences. */
const UNIT: usize = 32;
/** Rows whose vectors stay in the nearest cache while all columns pass by. */
const ROWS: i32 = 16;

/**
 * out = Aᵀ·X, and what stands in `added` besides unless that is 0: A [count × columns] with rows of `stride` bytes, X [count] and
 * out [columns] in units.
 */
export function product(
  a: usize, stride: usize, x: usize, count: i32, out: usize, columns: i32, added: usize
): void {
  const end = x + UNIT * <usize>count;
  const size = UNIT * <usize>columns;
  for (let to: usize = 0; to < size; to += 4 * UNIT) {
    let s00 = v128.splat<real>(0), s01 = v128.splat<real>(0), s10 = v128.splat<real>(0), s11 = v128.splat<real>(0);
    let s20 = v128.splat<real>(0), s21 = v128.splat<real>(0), s30 = v128.splat<real>(0), s31 = v128.splat<real>(0);
    let row = a;
    for (let place = x; place < end; place += UNIT) {
      const x0 = v128.load(place, 0);
      const x1 = v128.load(place, 16);
      const a0 = v128.load_splat<real>(row, 0);
      const a1 = v128.load_splat<real>(row, sizeof<real>());
      const a2 = v128.load_splat<real>(row, 2 * sizeof<real>());
      const a3 = v128.load_splat<real>(row, 3 * sizeof<real>());
      s00 = multiplyAdd(a0, x0, s00);
      s01 = multiplyAdd(a0, x1, s01);
      s10 = multiplyAdd(a1, x0, s10);
      s11 = multiplyAdd(a1, x1, s11);
      s20 = multiplyAdd(a2, x0, s20);
      s21 = multiplyAdd(a2, x1, s21);
      s30 = multiplyAdd(a3, x0, s30);
      s31 = multiplyAdd(a3, x1, s31);
      row += stride;
    }
    if (added != 0) {
      const beside = added + to;
      s00 = v128.add<real>(s00, v128.load(beside, 0));
      s01 = v128.add<real>(s01, v128.load(beside, 16));
      s10 = v128.add<real>(s10, v128.load(beside, 32));
      s11 = v128.add<real>(s11, v128.load(beside, 48));
      s20 = v128.add<real>(s20, v128.load(beside, 64));
      s21 = v128.add<real>(s21, v128.load(beside, 80));
      s30 = v128.add<real>(s30, v128.load(beside, 96));
      s31 = v128.add<real>(s31, v128.load(beside, 112));
    }
    const place = out + to;
    v128.store(place, s00, 0);
    v128.store(place, s01, 16);
    v128.store(place, s10, 32);
    v128.store(place, s11, 48);
    v128.store(place, s20, 64);
    v128.store(place, s21, 80);
    v128.store(place, s30, 96);
    v128.store(place, s31, 112);
    a += 4 * sizeof<real>();
  }
}

/**
 * G[i][j] += Σ over `steps` and sequences of Δ[i]·X[j]: Δ [rows] and X [columns] in units, from one step to the next as many bytes
 * apart as is said; rows of G by `stride`.
 */
export function addGradient(
  delta: usize, deltaBytes: usize, x: usize, xBytes: usize, steps: i32, gradient: usize, stride: usize, rows: i32, columns: i32
): void {
  const pairs = columns & ~1;
  for (let i = 0; i < rows; i += ROWS) {
    const some = min(ROWS, rows - i);
    let place = x;
    let to = gradient;
    for (let j = 0; j < columns; j += 2) {
      for (let k = 0; k < some; k += 4) {
        const own = delta + UNIT * k;
        if (j < pairs) addBlock(true, own, deltaBytes, place, xBytes, steps, to + stride * k, stride);
        else addBlock(false, own, deltaBytes, place, xBytes, steps, to + stride * k, stride);
      }
      place += 2 * UNIT;
      to += 2 * sizeof<real>();
    }
    delta += UNIT * ROWS;
    gradient += stride * ROWS;
  }
}

/** Four rows and one column, or two. */
// @ts-ignore: decorator
@inline
function addBlock(
  two: bool, delta: usize, deltaBytes: usize, x: usize, xBytes: usize, steps: i32, to: usize, stride: usize
): void {
  let s00 = v128.splat<real>(0), s01 = v128.splat<real>(0), s10 = v128.splat<real>(0), s11 = v128.splat<real>(0);
  let s20 = v128.splat<real>(0), s21 = v128.splat<real>(0), s30 = v128.splat<real>(0), s31 = v128.splat<real>(0);
  // One register of sequences after the other: both at once would not fit beside the sums.
  for (let half: usize = 0; half < UNIT; half += 16) {
    let d = delta + half;
    let place = x + half;
    for (const end = place + xBytes * steps; place < end; place += xBytes) {
      const x0 = v128.load(place, 0);
      const x1 = two ? v128.load(place, 32) : x0;
      const d0 = v128.load(d, 0);
      s00 = multiplyAdd(d0, x0, s00);
      if (two) s01 = multiplyAdd(d0, x1, s01);
      const d1 = v128.load(d, 32);
      s10 = multiplyAdd(d1, x0, s10);
      if (two) s11 = multiplyAdd(d1, x1, s11);
      const d2 = v128.load(d, 64);
      s20 = multiplyAdd(d2, x0, s20);
      if (two) s21 = multiplyAdd(d2, x1, s21);
      const d3 = v128.load(d, 96);
      s30 = multiplyAdd(d3, x0, s30);
      if (two) s31 = multiplyAdd(d3, x1, s31);
      d += deltaBytes;
    }
  }
  addLanes(to, s00);
  addLanes(to + stride, s10);
  addLanes(to + 2 * stride, s20);
  addLanes(to + 3 * stride, s30);
  if (!two) return;
  addLanes(to + sizeof<real>(), s01);
  addLanes(to + stride + sizeof<real>(), s11);
  addLanes(to + 2 * stride + sizeof<real>(), s21);
  addLanes(to + 3 * stride + sizeof<real>(), s31);
}

/** Adds the sum of all lanes to a number. */
// @ts-ignore: decorator
@inline
function addLanes(to: usize, sums: v128): void {
  const halves = v128.add<real>(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  let sum = v128.extract_lane<real>(halves, 0);
  if (sizeof<real>() == 4) sum += v128.extract_lane<real>(halves, 1);
  store<real>(to, load<real>(to) + sum);
}

/** out [columns × rows] = Mᵀ of a row-major M [rows × columns], rows of `stride` and `outStride` bytes. */
export function transposeTo(matrix: usize, stride: usize, rows: i32, columns: i32, out: usize, outStride: usize): void {
  for (let j = 0; j < columns; j++) {
    let from = matrix;
    for (let i = 0; i < rows; i++) {
      store<real>(out + sizeof<real>() * i, load<real>(from));
      from += stride;
    }
    matrix += sizeof<real>();
    out += outStride;
  }
}
