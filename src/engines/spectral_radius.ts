/**
 * Spectral radii and norms from repeated squaring: A_0 = W, A_{k+1} = (A_k·2^−e_k)², e_k about the exponent
 * of ‖A_k‖, e_0 = 0. With K = 2^(n−1) after n squarings, ρ ≈ (‖W^2K‖/‖W^K‖)^(1/K), 500 times closer than
 * ‖W^K‖^(1/K).
 */
import { timesPowerOfTwo } from '../networks/scaled_vector.ts';
import type { Spectrum } from '../networks/spectrum.ts';
import { entry } from '../networks/vector.ts';

/**
 * Squarings of W. Rounding in one of them is divided by the power still to come, so that more only help:
 * tests/gpu/spectrum.test.ts measures how close they come.
 */
const squarings = 12;

/**
 * Squarings of WᵀW: 10 bring two nearly equal singular values within 1e-4, and those of an IRNN, of which all are, within
 * 1.5e-4 at N = 64 and 3.7e-4 at N = 512.
 */
const gramSquarings = 10;

/** Products that are each the square of the one before. */
export interface Chain {
  /** Level of the first product: W² of W, WᵀW itself. Nothing has scaled it. */
  readonly first: number;
  readonly last: number;
  /** K: the last product but one is the K-th power of the chain's matrix, the last one its 2K-th. */
  readonly power: number;
}

/** W² … W^(2^squarings), at levels from 1: level 0 is W, which is nobody's product. */
export const weightsChain: Chain = { first: 1, last: squarings, power: 2 ** (squarings - 1) };
/** WᵀW, its squares, … */
export const gramChain: Chain = {
  first: squarings + 1,
  last: squarings + 1 + gramSquarings,
  power: 2 ** (gramSquarings - 1),
};
/** Number of levels. */
export const levels = gramChain.last + 1;

/**
 * The largest eigenvalue modulus of a chain's matrix from Σ A_ij² of one network at each level, [levels]; 0
 * for a matrix of which some power vanished. That of W is ρ, that of WᵀW is ‖W‖₂².
 */
export function spectralRadiusFromSums(sums: Float32Array, { first, last, power }: Chain): number {
  if (entry(sums, last) === 0) return 0;
  const log2Norm = (level: number) =>
    0.5 * Math.log2(entry(sums, level)) + exponentAfter(sums.subarray(first, level));
  return 2 ** ((log2Norm(last) - log2Norm(last - 1)) / power);
}

/** ρ and ‖·‖₂ of a matrix from its sums at all levels, [levels]; `exponent` is the power of two taken out of it before. */
export function spectrumFromSums(sums: Float32Array, exponent = 0): Spectrum {
  return {
    radius: timesPowerOfTwo(spectralRadiusFromSums(sums, weightsChain), exponent),
    norm: timesPowerOfTwo(Math.sqrt(spectralRadiusFromSums(sums, gramChain)), exponent),
  };
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

/** The power of two that has been taken out of a matrix squared once for each of the sums; 0 counts as 1. */
function exponentAfter(sums: Float32Array): number {
  return sums.reduce((exponent, sum) => 2 * (exponent + halfExponent(sum)), 0);
}

/** Half the exponent of a float32, rounded down, read from its bits as the shaders do. */
export function halfExponent(sumOfSquares: number): number {
  if (sumOfSquares === 0) return 0;
  const bits = entry(new Uint32Array(Float32Array.of(sumOfSquares).buffer), 0);
  return (((bits >>> 23) & 0xff) - 127) >> 1;
}

/** Operations for the spectra of one matrix. */
export function spectrumOperations(size: number): number {
  return gramChain.last * 2 * size ** 3;
}

/** Operations for the spectral radius alone. */
export function radiusOperations(size: number): number {
  return weightsChain.last * 2 * size ** 3;
}
