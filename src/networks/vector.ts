/**
 * The few operations on dense float64 vectors and row-major matrices that the mathematics needs, written
 * to be read.
 */

/** Entry `index` of a vector. @throws RangeError outside it, where plain indexing would yield undefined. */
export function entry(vector: ArrayLike<number>, index: number): number {
  const value = vector[index];
  if (value === undefined) throw new RangeError(`Index ${index} is outside a vector of ${vector.length}.`);
  return value;
}

/**
 * The same where most of the oracle's time goes: of one kind of array and without a throw, which is five times as fast.
 * Outside it is NaN.
 */
export function at(vector: Float64Array, index: number): number {
  return vector[index] ?? Number.NaN;
}

/** A·x for a row-major matrix A [M × N] and x [N]. */
export function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  const size = x.length;
  const rows = matrix.length / size;
  const product = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < size; column++) {
      sum += at(matrix, row * size + column) * at(x, column);
    }
    product[row] = sum;
  }
  return product;
}

/** Aᵀ·x for a row-major matrix A [M × N] and x [M]. */
export function multiplyTransposed(matrix: Float64Array, x: Float64Array): Float64Array {
  const rows = x.length;
  const size = matrix.length / rows;
  const product = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const factor = at(x, row);
    if (factor === 0) continue;
    for (let column = 0; column < size; column++) {
      product[column] = at(product, column) + at(matrix, row * size + column) * factor;
    }
  }
  return product;
}

/** A·B of row-major A [M × K] and B [K × N]. */
export function multiplyMatrices(a: Float64Array, b: Float64Array, between: number): Float64Array {
  const [rows, columns] = [a.length / between, b.length / between];
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    product.set(multiplyTransposed(b, a.subarray(row * between, (row + 1) * between)), row * columns);
  return product;
}

/** x·yᵀ, row-major [M × N], of x [M] and y [N]. */
export function outerProduct(x: Float64Array, y: Float64Array): Float64Array {
  const product = new Float64Array(x.length * y.length);
  x.forEach((factor, row) => {
    product.set(
      y.map((value) => factor * value),
      row * y.length,
    );
  });
  return product;
}

/** xᵀ·y */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += at(x, i) * at(y, i);
  return sum;
}

/** x becomes x + factor·y. */
export function addScaled(x: Float64Array, y: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] = at(x, i) + factor * at(y, i);
}

/** ‖x‖₂ */
export function norm(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const value = at(x, i);
    sum += value * value;
  }
  return Math.sqrt(sum);
}

/** max |x_i|; NaN where one is. */
export function largestMagnitude(x: Float64Array): number {
  let largest = 0;
  for (const value of x) {
    const magnitude = Math.abs(value);
    if (Number.isNaN(magnitude)) return magnitude;
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
