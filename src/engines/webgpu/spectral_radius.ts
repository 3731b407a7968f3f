/**
 * Spectral radii and norms from repeated squaring: A_0 = W, A_{k+1} = (A_k·2^−e_k)², e_k about the exponent
 * of ‖A_k‖, e_0 = 0. With K = 2^(n−1) after n squarings, ρ ≈ (‖W^2K‖/‖W^K‖)^(1/K), 500 times closer than
 * ‖W^K‖^(1/K).
 */
import { entry } from '../../networks/vector.ts';

/**
 * Squarings of W. Rounding in one of them is divided by the power still to come, so that more only help:
 * tests/gpu/spectrum.test.ts measures how close they come.
 */
export const squarings = 13;

/**
 * Squarings of WᵀW before its power iteration: each doubles the iteration's rate, which two nearly equal
 * singular values would otherwise make slow (1 % off after 100 iterations in one of 200 draws).
 */
export const gramSquarings = 3;

/** Level of WᵀW among the products whose Σ A_ij² is kept: after those of W, its squares. */
export const gramLevel = squarings + 1;
/** Number of levels; the first, W itself, stays empty. */
export const levels = gramLevel + gramSquarings + 1;

/**
 * ρ(W) from Σ A_k,ij² of one network at each level, [levels]; 0 for a matrix of which some power vanished.
 */
export function spectralRadiusFromSums(sums: Float32Array): number {
  if (entry(sums, squarings) === 0) return 0;
  const log2Norm = (level: number) =>
    0.5 * Math.log2(entry(sums, level)) + exponentAfter(sums.subarray(1, level));
  return 2 ** ((log2Norm(squarings) - log2Norm(squarings - 1)) / 2 ** (squarings - 1));
}

/** ‖W‖₂ from the same sums and the largest eigenvalue of the last, scaled, square of WᵀW. */
export function spectralNormFromSums(sums: Float32Array, eigenvalue: number): number {
  const exponent = exponentAfter(sums.subarray(gramLevel, gramLevel + gramSquarings));
  return 2 ** ((Math.log2(eigenvalue) + exponent) / 2 ** (gramSquarings + 1));
}

/**
 * Σ A_ij² at each level, [levels], from the shares of each workgroup, float32 [levels × groups], added in the
 * order and precision of shaders/matrix_product.wesl: the exponents below have to be those it used.
 */
export function addShares(shares: Float32Array): Float32Array {
  const groups = shares.length / levels;
  return Float32Array.from({ length: levels }, (_, level) =>
    shares.subarray(level * groups, (level + 1) * groups).reduce((sum, share) => Math.fround(sum + share), 0),
  );
}

/** The power of two that has been taken out of a matrix squared once for each of the sums. */
function exponentAfter(sums: Float32Array): number {
  return sums.reduce((exponent, sum) => 2 * (exponent + halfExponent(sum)), 0);
}

/** Half the exponent of a float32, rounded down, read from its bits as the shaders do. */
function halfExponent(sumOfSquares: number): number {
  if (sumOfSquares === 0) return 0;
  const bits = entry(new Uint32Array(Float32Array.of(sumOfSquares).buffer), 0);
  return (((bits >>> 23) & 0xff) - 127) >> 1;
}
