/** Eigenvalues and norm of a recurrent matrix, from a library: what the kernels are compared with. */
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { RestJacobian } from './cell.ts';
import { anyExponent, rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry } from './vector.ts';

/** Of one recurrent matrix. */
export interface Spectrum {
  /** ρ, the largest eigenvalue modulus. */
  readonly radius: number;
  /** ‖·‖₂, the largest singular value. */
  readonly norm: number;
}

export interface Eigenvalue {
  readonly real: number;
  readonly imaginary: number;
}

/** All eigenvalues of a row-major square matrix [size × size]. */
export function eigenvalues(matrix: Float64Array, size: number): Eigenvalue[] {
  const { values, exponent } = moderate(matrix);
  const given = Matrix.from1DArray(size, size, values);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
    given.isSymmetric() ? given : unbalanced(given),
  );
  return realEigenvalues.map((real, i) => ({
    real: timesPowerOfTwo(real, exponent),
    imaginary: timesPowerOfTwo(entry(imaginaryEigenvalues, i), exponent),
  }));
}

/** Entries so much smaller than the largest are lost in the library's rounding. */
const negligible = 1e-30;

/**
 * The matrix times a power of two, without what no result would show. The library squares entries; and where some are
 * 1e-60 of others, or subnormal, its iterations may find no end.
 */
function moderate(matrix: Float64Array): ScaledVector {
  const { values, exponent } = rescaled({ values: matrix, exponent: 0 }, anyExponent);
  return { values: values.map((value) => (Math.abs(value) < negligible ? 0 : value)), exponent };
}

/**
 * D·A·D⁻¹ with ones and twos in D, which has the same eigenvalues to the last bit. The library's QR iteration knows
 * no limit, and never ends where A is antisymmetric, as this is not.
 */
function unbalanced(matrix: Matrix): Matrix {
  const scale = Array.from({ length: matrix.rows }, (_, i) => (i ** 2 % 7 > 3 ? 2 : 1));
  return matrix.clone().mulColumnVector(scale).divRowVector(scale);
}

/** ρ: the largest eigenvalue modulus. */
export function spectralRadius(matrix: Float64Array, size: number): number {
  return largestModulus(eigenvalues(matrix, size));
}

/** max |λ_i| */
export function largestModulus(values: readonly Eigenvalue[]): number {
  return Math.max(...values.map(({ real, imaginary }) => Math.hypot(real, imaginary)));
}

/** ρ of the step's Jacobian at rest: its eigenvalues are those of W at gain 1, scaled and moved. */
export function restRadius(
  values: readonly Eigenvalue[],
  { direct, slope }: RestJacobian,
  gain: number,
): number {
  return largestModulus(
    values.map(({ real, imaginary }) => ({
      real: direct + slope * gain * real,
      imaginary: slope * gain * imaginary,
    })),
  );
}

/** ‖W‖₂: the largest singular value. */
export function spectralNorm(matrix: Float64Array, size: number): number {
  const { values, exponent } = moderate(matrix);
  const { norm2 } = new SingularValueDecomposition(Matrix.from1DArray(size, size, values), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  });
  return timesPowerOfTwo(norm2, exponent);
}
