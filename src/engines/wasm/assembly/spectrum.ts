// Repeated squaring, A ← (A·2^−e)², of W, of WᵀW and of a step's Jacobian at rest: src/engines/spectral_radius.ts makes
// spectral radius and norm of the sums of squares that are left at each level.
import { candidate } from './cell';
import { evenPower, hiddenSize, matrixBytes, oddPower, sums, transposed, vectorBytes } from './layout';
import { multiplyMatrices, transpose } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';

/**
 * Sums for the products at levels 1 … lastSquare (W², W⁴, …) and firstGram … lastGram (WᵀW, its squares, …), W being the
 * candidate's.
 */
export function spectrum(matrices: usize, lastSquare: i32, firstGram: i32, lastGram: i32): void {
  const matrix = matrices + matrixBytes * candidate;
  let sum = multiplyMatrices(matrix, matrix, 1, evenPower);
  squareUpTo(1, lastSquare, sum);
  transpose(matrix, transposed);
  sum = multiplyMatrices(transposed, matrix, 1, evenPower);
  squareUpTo(firstGram, lastGram, sum);
}

/** Sums for the products at levels 1 … lastSquare of direct·1 + slope·W. */
export function restSpectrum(matrices: usize, direct: f32, slope: f32, lastSquare: i32): void {
  const matrix = matrices + matrixBytes * candidate;
  const factor = f32x4.splat(slope);
  for (let i: usize = 0; i < matrixBytes; i += 16) {
    v128.store(transposed + i, f32x4.mul(factor, v128.load(matrix + i)));
  }
  for (let i = 0; i < hiddenSize; i++) {
    const place = transposed + (vectorBytes + 4) * i;
    store<f32>(place, load<f32>(place) + direct);
  }
  squareUpTo(1, lastSquare, multiplyMatrices(transposed, transposed, 1, evenPower));
}

/** Squares the first product, which stands in `evenPower`, back and forth. */
function squareUpTo(first: i32, last: i32, firstSum: f32): void {
  let factor = evenPower;
  let product = oddPower;
  let sum = firstSum;
  store<f32>(sums + 4 * first, sum);
  for (let level = first + 1; level <= last; level++) {
    const scale = powerOfTwo(-halfExponent(sum));
    sum = multiplyMatrices(factor, factor, scale * scale, product);
    store<f32>(sums + 4 * level, sum);
    const squared = factor;
    factor = product;
    product = squared;
  }
}
