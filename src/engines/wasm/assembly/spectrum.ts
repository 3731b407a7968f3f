// Repeated squaring, A ← (A·2^−e)², of W, of WᵀW and of a step's Jacobian at rest: src/engines/spectral_radius.ts makes
// spectral radius and norm of the sums of squares that are left at each level.
import { candidate, FIRST_GRAM, FIRST_SQUARE, hiddenSize, LAST_GRAM, LAST_SQUARE } from './generated/facts';
import { evenPower, matrixBytes, oddPower, sums, transposed, rowBytes } from './layout';
import { multiplyMatrices, transpose } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';

/** Sums for the products of both chains, W², W⁴, … and WᵀW, its squares, …, W being the candidate's. */
export function spectrum(matrices: usize): void {
  const matrix = matrices + matrixBytes * candidate;
  let sum = multiplyMatrices(matrix, matrix, 1, evenPower);
  squareUpTo(FIRST_SQUARE, LAST_SQUARE, sum);
  transpose(matrix, transposed);
  sum = multiplyMatrices(transposed, matrix, 1, evenPower);
  squareUpTo(FIRST_GRAM, LAST_GRAM, sum);
}

/** Sums for the chain of squares of direct·1 + slope·W. */
export function restSpectrum(matrices: usize, direct: f32, slope: f32): void {
  const matrix = matrices + matrixBytes * candidate;
  const factor = f32x4.splat(slope);
  for (let i: usize = 0; i < matrixBytes; i += 16) {
    v128.store(transposed + i, f32x4.mul(factor, v128.load(matrix + i)));
  }
  for (let i = 0; i < hiddenSize; i++) {
    const place = transposed + (rowBytes + 4) * i;
    store<f32>(place, load<f32>(place) + direct);
  }
  squareUpTo(FIRST_SQUARE, LAST_SQUARE, multiplyMatrices(transposed, transposed, 1, evenPower));
}

/** Squares the first product, which stands in `evenPower`, back and forth. */
function squareUpTo(first: i32, last: i32, firstSum: f32): void {
  let factor = evenPower;
  let product = oddPower;
  let sum = firstSum;
  store<f32>(sums + 4 * first, sum);
  for (let level = first + 1; level <= last; level++) {
    const scale = f32x4.extract_lane(powerOfTwo(i32x4.neg(halfExponent(f32x4.splat(sum)))), 0);
    sum = multiplyMatrices(factor, factor, scale * scale, product);
    store<f32>(sums + 4 * level, sum);
    const squared = factor;
    factor = product;
    product = squared;
  }
}
