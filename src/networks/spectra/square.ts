/** A square matrix in rows that stand further apart than they are long: rows a power of two apart would share cache lines. */

export interface Square {
  /** Entry (i, j) stands at i·stride + j; what is beside and below is 0. */
  readonly values: Float64Array;
  readonly size: number;
  readonly stride: number;
}

/** A matrix of zeros, with a row of them below it. */
export function zeroSquare(size: number): Square {
  const stride = size + 4 + (size % 2);
  return { values: new Float64Array((size + 1) * stride), size, stride };
}
