// A frame made orthonormal, A = Q·R. First by elimination with the largest pivots (Golub & Van Loan 2013, §3.4), rows in the order in
// which they become pivots: A = L·U. It keeps the digits of rows that are small as a whole, as those of saturated units are, where
// products of columns lose them beside the others (Cox & Higham 1998). Then L, whose columns are far from one another, by
// modified Gram–Schmidt (Björck 1967): L = Q·R′ and R = R′·U, on whose diagonal stand the products of both diagonals. Either by panels of
// eight directions, what those behind a panel have of it by products of matrices.
import { directions } from './generated/facts';
import {
  frameBytes, frameLengths, framePanel, framePivots, framePlaces, frameRowBytes, frameScales, frameSquares, frameSums, stateRows
} from './layout';
import { addTransposedProduct } from './matrix';
import { multiplyAdd } from './numbers';

/** Directions of a panel: a row of it is two registers. */
const PANEL: i32 = 8;
const PANEL_BYTES: usize = 32;
/** A pivot that is no normal number is none. */
const LEAST_PIVOT: f32 = 1.2e-38;

/**
 * Makes the frame at a place orthonormal, by way of another place of its size. Leaves |U_jj| in `framePivots`, of each pivot what its
 * row's largest entry was in `frameScales`, R′_jj² in `frameSquares`, and the squares of the lengths of L's columns in `frameLengths`.
 */
export function makeOrthonormal(a: usize, aside: usize): void {
  eliminate(a);
  takeLower(a);
  lengthsOf(a);
  for (let panel: usize = 0; panel < frameRowBytes; panel += PANEL_BYTES) {
    const first = <i32>(panel / 4);
    const last = min(first + PANEL, directions);
    for (let j = first; j < last; j++) normalise(a, j, panel);
    takePanelOut(a, panel);
  }
  memory.copy(aside, a, frameBytes);
  for (let i = 0; i < stateRows; i++) {
    memory.copy(a + frameRowBytes * load<u32>(framePlaces + 4 * i), aside + frameRowBytes * i, frameRowBytes);
  }
}

function rowAt(a: usize, i: i32): usize {
  return a + frameRowBytes * i;
}

/** A becomes L, below the diagonal, and U. */
function eliminate(a: usize): void {
  for (let i = 0; i < stateRows; i++) {
    store<u32>(framePlaces + 4 * i, i);
    store<f32>(frameScales + 4 * i, largestOf(rowAt(a, i)));
  }
  for (let panel: usize = 0; panel < frameRowBytes; panel += PANEL_BYTES) {
    const first = <i32>(panel / 4);
    const last = min(first + PANEL, directions);
    for (let j = first; j < last; j++) eliminateOne(a, j, panel);
    const behind = panel + PANEL_BYTES;
    if (behind == frameRowBytes) return;
    const width = frameRowBytes - behind;
    for (let i = first + 1; i < last; i++) {
      for (let j = first; j < i; j++) {
        subtractRow(load<f32>(rowAt(a, i) + 4 * j), rowAt(a, j) + behind, rowAt(a, i) + behind, width);
      }
    }
    const below = rowAt(a, last);
    const top = rowAt(a, first) + behind;
    const rows = stateRows - last;
    subtractProduct(below + panel, top, below + behind, width, rows);
    subtractProduct(below + panel + 16, top + 4 * frameRowBytes, below + behind, width, rows);
  }
}

function largestOf(row: usize): f32 {
  let most = f32x4.splat(0);
  for (let c: usize = 0; c < frameRowBytes; c += 16) most = f32x4.max(most, f32x4.abs(v128.load(row + c)));
  const pairs = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** Takes row j, in the place of which the row with the largest entry j comes, out of those below it, within its panel. */
function eliminateOne(a: usize, j: i32, panel: usize): void {
  const column: usize = 4 * <usize>j;
  let pivot = j;
  let most: f32 = -1;
  let place = rowAt(a, j) + column;
  for (let i = j; i < stateRows; i++) {
    const size = abs(load<f32>(place));
    if (size > most) {
      most = size;
      pivot = i;
    }
    place += frameRowBytes;
  }
  if (pivot != j) swapRows(a, j, pivot);
  const row = rowAt(a, j);
  const isPivot = most >= LEAST_PIVOT;
  store<f32>(framePivots + column, isPivot ? most : 0);
  const inverse: f32 = isPivot ? 1 / load<f32>(row + column) : 0;
  // Of those that stand before it, and of itself, nothing is taken.
  const own = column - panel;
  memory.copy(frameSums, row + panel, PANEL_BYTES);
  memory.fill(frameSums, 0, own + 4);
  const f0 = f32x4.neg(v128.load(frameSums, 0));
  const f1 = f32x4.neg(v128.load(frameSums, 16));
  const end = a + frameBytes;
  for (let to = row + frameRowBytes + panel; to < end; to += frameRowBytes) {
    const factor = inverse * load<f32>(to + own);
    const v = f32x4.splat(factor);
    v128.store(to, multiplyAdd(v, f0, v128.load(to, 0)), 0);
    v128.store(to, multiplyAdd(v, f1, v128.load(to, 16)), 16);
    store<f32>(to + own, factor);
  }
}

function swapRows(a: usize, i: i32, j: i32): void {
  const first = rowAt(a, i);
  const second = rowAt(a, j);
  for (let c: usize = 0; c < frameRowBytes; c += 16) {
    const v = v128.load(first + c);
    v128.store(first + c, v128.load(second + c));
    v128.store(second + c, v);
  }
  swapWords(framePlaces, i, j);
  swapWords(frameScales, i, j);
}

function swapWords(words: usize, i: i32, j: i32): void {
  const word = load<u32>(words + 4 * i);
  store<u32>(words + 4 * i, load<u32>(words + 4 * j));
  store<u32>(words + 4 * j, word);
}

/** to −= factor·from */
// @ts-ignore: decorator
@inline
function subtractRow(factor: f32, from: usize, to: usize, width: usize): void {
  const f = f32x4.splat(-factor);
  for (let c: usize = 0; c < width; c += 16) v128.store(to + c, multiplyAdd(f, v128.load(from + c), v128.load(to + c)));
}

/** Leaves L alone, with ones on its diagonal. */
function takeLower(a: usize): void {
  for (let j = 0; j < directions; j++) {
    const diagonal = rowAt(a, j) + 4 * j;
    memory.fill(diagonal, 0, frameRowBytes - 4 * j);
    store<f32>(diagonal, 1);
  }
}

/** ‖l_j‖² of every direction. */
function lengthsOf(a: usize): void {
  const end = a + frameBytes;
  for (let c: usize = 0; c < frameRowBytes; c += 16) {
    let sum = f32x4.splat(0);
    for (let place = a + c; place < end; place += frameRowBytes) {
      const v = v128.load(place);
      sum = multiplyAdd(v, v, sum);
    }
    v128.store(frameLengths + c, sum);
  }
}

/** Takes what those of its panel behind direction j have of it out of them; it becomes one of length 1. */
function normalise(a: usize, j: i32, panel: usize): void {
  const end = a + frameBytes;
  const own: usize = 4 * <usize>j - panel;
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  for (let place = a + panel; place < end; place += frameRowBytes) {
    const v = v128.load32_splat(place + own);
    s0 = multiplyAdd(v, v128.load(place, 0), s0);
    s1 = multiplyAdd(v, v128.load(place, 16), s1);
  }
  v128.store(frameSums, s0, 0);
  v128.store(frameSums, s1, 16);
  const squares = load<f32>(frameSums + own);
  store<f32>(frameSquares + 4 * j, squares);
  memory.fill(frameSums, 0, own + 4);
  const inverse = f32x4.splat(-1 / squares);
  const f0 = f32x4.mul(inverse, v128.load(frameSums, 0));
  const f1 = f32x4.mul(inverse, v128.load(frameSums, 16));
  const length: f32 = 1 / Mathf.sqrt(squares);
  for (let place = a + panel; place < end; place += frameRowBytes) {
    const v = v128.load32_splat(place + own);
    v128.store(place, multiplyAdd(v, f0, v128.load(place, 0)), 0);
    v128.store(place, multiplyAdd(v, f1, v128.load(place, 16)), 16);
    store<f32>(place + own, length * f32x4.extract_lane(v, 0));
  }
}

/** Takes what those behind a panel have of its directions, which are of length 1, out of them. */
function takePanelOut(a: usize, panel: usize): void {
  const behind = panel + PANEL_BYTES;
  if (behind == frameRowBytes) return;
  const width = frameRowBytes - behind;
  memory.fill(framePanel, 0, PANEL * frameRowBytes);
  addTransposedProduct(a + panel, frameRowBytes, a + behind, frameRowBytes, width, stateRows, framePanel, PANEL);
  subtractProduct(a + panel, framePanel, a + behind, width, stateRows);
  subtractProduct(a + panel + 16, framePanel + 4 * frameRowBytes, a + behind, width, stateRows);
}

/** out −= P·C of so many rows of four columns P of a frame and C [4 × width], two registers at a time. */
function subtractProduct(p: usize, c: usize, out: usize, width: usize, rows: i32): void {
  const end = p + frameRowBytes * rows;
  for (let column: usize = 0; column < width; column += 32) {
    const row = c + column;
    const second = row + frameRowBytes, third = second + frameRowBytes, fourth = third + frameRowBytes;
    const c00 = f32x4.neg(v128.load(row, 0)), c01 = f32x4.neg(v128.load(row, 16));
    const c10 = f32x4.neg(v128.load(second, 0)), c11 = f32x4.neg(v128.load(second, 16));
    const c20 = f32x4.neg(v128.load(third, 0)), c21 = f32x4.neg(v128.load(third, 16));
    const c30 = f32x4.neg(v128.load(fourth, 0)), c31 = f32x4.neg(v128.load(fourth, 16));
    let to = out + column;
    for (let own = p; own < end; own += frameRowBytes) {
      let v0 = v128.load(to, 0), v1 = v128.load(to, 16);
      const p0 = v128.load32_splat(own, 0);
      v0 = multiplyAdd(p0, c00, v0);
      v1 = multiplyAdd(p0, c01, v1);
      const p1 = v128.load32_splat(own, 4);
      v0 = multiplyAdd(p1, c10, v0);
      v1 = multiplyAdd(p1, c11, v1);
      const p2 = v128.load32_splat(own, 8);
      v0 = multiplyAdd(p2, c20, v0);
      v1 = multiplyAdd(p2, c21, v1);
      const p3 = v128.load32_splat(own, 12);
      v0 = multiplyAdd(p3, c30, v0);
      v1 = multiplyAdd(p3, c31, v1);
      v128.store(to, v0, 0);
      v128.store(to, v1, 16);
      to += frameRowBytes;
    }
  }
}
