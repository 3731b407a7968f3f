/** Eigenvalues and norm of a recurrent matrix, from a library: what the kernels are compared with. */
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { entry } from './vector.ts';

export interface Eigenvalue {
  readonly real: number;
  readonly imaginary: number;
}

/** All eigenvalues of a row-major square matrix [size × size]. */
export function eigenvalues(matrix: Float64Array, size: number): Eigenvalue[] {
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, matrix),
  );
  return realEigenvalues.map((real, i) => ({ real, imaginary: entry(imaginaryEigenvalues, i) }));
}

/** ρ: the largest eigenvalue modulus. */
export function spectralRadius(matrix: Float64Array, size: number): number {
  return Math.max(...eigenvalues(matrix, size).map(({ real, imaginary }) => Math.hypot(real, imaginary)));
}

/** ‖W‖₂: the largest singular value. */
export function spectralNorm(matrix: Float64Array, size: number): number {
  return new SingularValueDecomposition(Matrix.from1DArray(size, size, matrix), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).norm2;
}
