/**
 * Spectral radii and norms from repeated squaring: A_0 = W, A_{k+1} = (A_k·2^−e_k)², e_k about the exponent
 * of ‖A_k‖. With K = 2^(n−1) after n squarings, ρ ≈ (‖W^2K‖/‖W^K‖)^(1/K), 500 times closer than ‖W^K‖^(1/K).
 */
import { entry } from '../../networks/vector.ts';

/**
 * Squarings of W. Rounding in one of them is divided by the power still to come, so that more only help:
 * measured over Ginibre draws in float32, N 7 to 128: see tests/gpu/spectrum.test.ts.
 */
export const squarings = 13;

/**
 * Squarings of WᵀW before its power iteration: each doubles the iteration's rate, which two nearly equal
 * singular values would otherwise make slow (1 % off after 100 iterations in one of 200 draws).
 */
export const gramSquarings = 3;

/** Σ A_ij² are kept for W and each square of it, then for WᵀW and each square of that but the last. */
export const levels = squarings + 1 + gramSquarings;
/** Where those of WᵀW begin. */
export const gramLevel = squarings + 1;

/** ρ(W) from the sums of one network, float32 [levels]; 0 for a matrix of which some power vanished. */
export function spectralRadiusFromSums(sums: Float32Array): number {
  if (entry(sums, squarings) === 0) return 0;
  const log2Norm = (squared: number) =>
    0.5 * Math.log2(entry(sums, squared)) + exponentAfter(sums.subarray(0, squared));
  return 2 ** ((log2Norm(squarings) - log2Norm(squarings - 1)) / 2 ** (squarings - 1));
}

/** ‖W‖₂ from the same sums and the largest eigenvalue of the last, scaled, square of WᵀW. */
export function spectralNormFromSums(sums: Float32Array, eigenvalue: number): number {
  const exponent = exponentAfter(sums.subarray(gramLevel, gramLevel + gramSquarings));
  return 2 ** ((Math.log2(eigenvalue) + exponent) / 2 ** (gramSquarings + 1));
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
