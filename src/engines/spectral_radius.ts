/**
 * Spectral radii and norms from repeated squaring: A_0 = W, A_{k+1} = (A_k·2^−e_k)², e_k about the exponent
 * of ‖A_k‖, e_0 = 0. With K = 2^(n−1) after n squarings, ρ ≈ (‖W^2K‖/‖W^K‖)^(1/K), 500 times closer than
 * ‖W^K‖^(1/K).
 */
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

/** ρ and ‖·‖₂ of a matrix from its sums at all levels, [levels]; ρ as {@link trustedRadius} has it. */
export function spectrumFromSums(sums: Float32Array): Spectrum {
  return { radius: trustedRadius(sums), norm: Math.sqrt(radiusOf(logNorms(sums, gramChain), gramChain)) };
}

/**
 * ρ of W, or of a Jacobian that has been squared like it, from its sums at all levels; NaN where it may be further off
 * than `mostError`, and where a power vanished: float32 cannot tell nilpotent from small.
 *
 * Two errors are estimated. The estimate from half as many squarings is off by as much or more; and each square
 * A·A loses a rounding of ‖A‖², which is to be seen beside ρ²: with ν_k = ‖W^k‖/ρ^k, and κ of the largest eigenvalue about
 * the last ν, log ρ is off by 2⁻²⁴·κ·ν_k²/2k. Of a normal matrix ν is √N at most; of one with a nilpotent part, or far
 * from normal, it grows before it falls.
 */
export function trustedRadius(sums: Float32Array): number {
  const { power } = weightsChain;
  const norms = logNorms(sums, weightsChain);
  const radius = radiusOf(norms, weightsChain);
  if (radius === 0) return Number.NaN;
  const log2Radius = Math.log2(radius);
  const [before = Number.NaN, half = Number.NaN, last = Number.NaN] = norms.slice(-3);
  const unfinished = Math.LN2 * Math.abs((half - before) / (power / 2) - log2Radius);
  const log2Kappa = 2 * half - last;
  const rounding = norms.slice(0, -1).reduce((sum, norm, place) => {
    const k = 2 ** (place + 1);
    return sum + 2 ** (log2Kappa + 2 * (norm - k * log2Radius) - 24) / (2 * k);
  }, 0);
  return unfinished + rounding <= mostError ? radius : Number.NaN;
}

/** Relative; README promises no more of ρ. */
const mostError = 1e-3;

/** log₂‖·‖_F of a chain's products. */
function logNorms(sums: Float32Array, { first, last }: Chain): number[] {
  /** The power of two that has been taken out of the product. */
  let exponent = 0;
  return Array.from(sums.subarray(first, last + 1), (sum) => {
    const norm = 0.5 * Math.log2(sum) + exponent;
    exponent = 2 * (exponent + halfExponent(sum));
    return norm;
  });
}

/** The largest eigenvalue modulus of a chain's matrix, 0 where some power vanished: of W that is ρ, of WᵀW ‖W‖₂². */
function radiusOf(logNorms: readonly number[], { power }: Chain): number {
  const [half = Number.NaN, last = Number.NaN] = logNorms.slice(-2);
  // As float32, in which the norms are: of more digits the last ones are each JavaScript engine's own, and files are compared.
  return last === -Infinity ? 0 : Math.fround(2 ** ((last - half) / power));
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

/** A float32, and its bits. */
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** Half the exponent of a float32, rounded down, read from its bits as the shaders do. */
export function halfExponent(sumOfSquares: number): number {
  if (sumOfSquares === 0) return 0;
  float[0] = sumOfSquares;
  const bits = entry(word, 0);
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
