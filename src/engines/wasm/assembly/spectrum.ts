// Repeated squaring, A ← (A·2^−e)², of W and of WᵀW: src/engines/spectral_radius.ts makes spectral radius and norm
// of the sums of squares that are left at each level.
import { evenPower, oddPower, sums, transposed } from './layout';
import { multiplyMatrices, transpose } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';

/** Sums for the products at levels 1 … lastSquare (W², W⁴, …) and firstGram … lastGram (WᵀW, its squares, …). */
export function spectrum(matrix: usize, lastSquare: i32, firstGram: i32, lastGram: i32): void {
  let sum = multiplyMatrices(matrix, matrix, 1, evenPower);
  squareUpTo(1, lastSquare, sum);
  transpose(matrix, transposed);
  sum = multiplyMatrices(transposed, matrix, 1, evenPower);
  squareUpTo(firstGram, lastGram, sum);
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
