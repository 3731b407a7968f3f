/** Eigenvalues and norm of a recurrent matrix, from a library: what the kernels are compared with. */
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { RestJacobian } from './cell.ts';
import { entry } from './vector.ts';

export interface Eigenvalue {
  readonly real: number;
  readonly imaginary: number;
}

/** All eigenvalues of a row-major square matrix [size × size]. */
export function eigenvalues(matrix: Float64Array, size: number): Eigenvalue[] {
  const given = Matrix.from1DArray(size, size, matrix);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
    given.isSymmetric() ? given : unbalanced(given),
  );
  return realEigenvalues.map((real, i) => ({ real, imaginary: entry(imaginaryEigenvalues, i) }));
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
  return new SingularValueDecomposition(Matrix.from1DArray(size, size, matrix), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).norm2;
}
