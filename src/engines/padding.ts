/** Kernels work on rows padded with zeros; what leaves an engine has its true size. */

/** Kernels multiply matrices in blocks of this many rows and columns. */
export const blockSize = 8;

/** N rounded up to whole blocks. */
export function paddedSizeOf(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

/** The first `size` entries of each padded row. */
export function withoutPadding(padded: Float32Array, paddedSize: number, size: number): Float64Array {
  const rows = padded.length / paddedSize;
  const values = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    values.set(padded.subarray(row * paddedSize, row * paddedSize + size), row * size);
  }
  return values;
}

/** Rows [size] in float32, each followed by zeros up to `paddedSize`. */
export function withPadding(
  values: Float64Array,
  size: number,
  paddedSize: number,
): Float32Array<ArrayBuffer> {
  const rows = values.length / size;
  const padded = new Float32Array(rows * paddedSize);
  for (let row = 0; row < rows; row++) {
    padded.set(values.subarray(row * size, (row + 1) * size), row * paddedSize);
  }
  return padded;
}

/** Of each matrix of a stack [paddedSize × paddedSize] the first `size` rows and columns. */
export function matricesWithoutPadding(stack: Float32Array, paddedSize: number, size: number): Float64Array {
  const matrices = stack.length / paddedSize ** 2;
  const values = new Float64Array(matrices * size ** 2);
  for (let place = 0; place < matrices; place++) {
    const padded = stack.subarray(place * paddedSize ** 2, place * paddedSize ** 2 + size * paddedSize);
    values.set(withoutPadding(padded, paddedSize, size), place * size ** 2);
  }
  return values;
}

/** Each matrix [size × size] of a stack with padding to the right and below. */
export function matricesWithPadding(
  stack: Float64Array,
  size: number,
  paddedSize: number,
): Float32Array<ArrayBuffer> {
  const matrices = stack.length / size ** 2;
  const padded = new Float32Array(matrices * paddedSize ** 2);
  for (let place = 0; place < matrices; place++) {
    const matrix = stack.subarray(place * size ** 2, (place + 1) * size ** 2);
    padded.set(withPadding(matrix, size, paddedSize), place * paddedSize ** 2);
  }
  return padded;
}
