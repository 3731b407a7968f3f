// Products in float64 for whole models: a matrix with several vectors at once, which stand beside one another as the columns
// of a panel. Sums run down the columns, in order, so that a vector's product does not depend on what stands beside it.

/** Where memory is free: whoever multiplies shares it out. */
export const freeMemory: usize = (__heap_base + 63) & ~63;

/** out [rows × 8] = M·X of a row-major M [rows × size] and a panel X [size × 8], two rows at a time. */
export function multiplyPanel(matrix: usize, rows: i32, size: i32, panel: usize, out: usize): void {
  const stride = (<usize>size) << 3;
  for (let row = 0; row < rows; row += 2) {
    let a = matrix + stride * row;
    // The last of an odd number stands for its neighbour too.
    let b = row + 1 < rows ? a + stride : a;
    const end = a + stride;
    let x = panel;
    let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
    for (; a < end; a += 8, b += 8, x += 64) {
      const wa = v128.load64_splat(a);
      const wb = v128.load64_splat(b);
      const x0 = v128.load(x, 0), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
      a0 = f64x2.add(a0, f64x2.mul(wa, x0));
      a1 = f64x2.add(a1, f64x2.mul(wa, x1));
      a2 = f64x2.add(a2, f64x2.mul(wa, x2));
      a3 = f64x2.add(a3, f64x2.mul(wa, x3));
      b0 = f64x2.add(b0, f64x2.mul(wb, x0));
      b1 = f64x2.add(b1, f64x2.mul(wb, x1));
      b2 = f64x2.add(b2, f64x2.mul(wb, x2));
      b3 = f64x2.add(b3, f64x2.mul(wb, x3));
    }
    const to = out + ((<usize>row) << 6);
    v128.store(to, a0, 0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    if (row + 1 == rows) break;
    v128.store(to, b0, 64);
    v128.store(to, b1, 80);
    v128.store(to, b2, 96);
    v128.store(to, b3, 112);
  }
}

/** The same with two columns, out [rows × 2], four rows at a time; places of up to three more rows are written. */
export function multiplyPair(matrix: usize, rows: i32, size: i32, panel: usize, out: usize): void {
  const stride = (<usize>size) << 3;
  const last = matrix + stride * (rows - 1);
  for (let row = 0; row < rows; row += 4) {
    let a = matrix + stride * row;
    let b = min(a + stride, last), c = min(a + 2 * stride, last), d = min(a + 3 * stride, last);
    const end = a + stride;
    let x = panel;
    let sa = f64x2.splat(0), sb = f64x2.splat(0), sc = f64x2.splat(0), sd = f64x2.splat(0);
    for (; a < end; a += 8, b += 8, c += 8, d += 8, x += 16) {
      const xk = v128.load(x);
      sa = f64x2.add(sa, f64x2.mul(v128.load64_splat(a), xk));
      sb = f64x2.add(sb, f64x2.mul(v128.load64_splat(b), xk));
      sc = f64x2.add(sc, f64x2.mul(v128.load64_splat(c), xk));
      sd = f64x2.add(sd, f64x2.mul(v128.load64_splat(d), xk));
    }
    const to = out + ((<usize>row) << 4);
    v128.store(to, sa, 0);
    v128.store(to, sb, 16);
    v128.store(to, sc, 32);
    v128.store(to, sd, 48);
  }
}

/**
 * sum [rows × columns] += Σ x_k·y_kᵀ of the rows x_k of `lefts` [count × rows] and y_k of `rights` [count × columns]: the
 * columns of one with the rows of the other, eight of these at a time, which are a panel. `room` is for
 * rows·count + 8·(count + rows) numbers.
 */
export function addOuter(
  sum: usize, rows: i32, columns: i32, lefts: usize, rights: usize, count: i32, room: usize,
): void {
  const panel = room + ((<usize>rows * count) << 3);
  const out = panel + ((<usize>count) << 6);
  // A few rows at a time, so that what is written stays at hand.
  for (let first = 0; first < rows; first += 8) {
    const end = min(first + 8, rows);
    for (let k = 0; k < count; k++) {
      const from = lefts + ((<usize>k * rows) << 3);
      for (let row = first; row < end; row++)
        store<f64>(room + ((<usize>row * count + k) << 3), load<f64>(from + ((<usize>row) << 3)));
    }
  }
  for (let first = 0; first < columns; first += 8) {
    const some = min(8, columns - first);
    for (let k = 0; k < count; k++) {
      const from = rights + ((<usize>k * columns + first) << 3);
      const to = panel + ((<usize>k) << 6);
      for (let column = 0; column < 8; column++)
        store<f64>(to + (column << 3), column < some ? load<f64>(from + (column << 3)) : 0);
    }
    multiplyPanel(room, rows, count, panel, out);
    for (let row = 0; row < rows; row++) {
      const to = sum + ((<usize>row * columns + first) << 3);
      const from = out + ((<usize>row) << 6);
      for (let column = 0; column < some; column++)
        store<f64>(to + (column << 3), load<f64>(to + (column << 3)) + load<f64>(from + (column << 3)));
    }
  }
}
