/** Kernels work on rows padded with zeros; what leaves an engine has its true size. */

/** The first `size` entries of each padded row. */
export function withoutPadding(padded: Float32Array, paddedSize: number, size: number): Float64Array {
  const rows = padded.length / paddedSize;
  const values = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    values.set(padded.subarray(row * paddedSize, row * paddedSize + size), row * size);
  }
  return values;
}
