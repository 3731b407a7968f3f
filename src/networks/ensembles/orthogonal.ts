/**
 * Haar-distributed orthogonal W: the Gram–Schmidt orthonormalisation of the rows of a Gaussian matrix, all
 * scale factors positive (Mezzadri 2007). Every eigenvalue has modulus 1.
 */
import { Matrix, QrDecomposition } from 'ml-matrix';
import type { Ensemble } from './ensemble.ts';
import { gaussian } from './gaussian.ts';

export const orthogonal: Ensemble = {
  draw(place, size) {
    const columns = Matrix.from1DArray(size, size, gaussian(place, size)).transpose();
    const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(columns);
    const rows = orthogonalMatrix.transpose();
    for (let row = 0; row < size; row++) rows.mulRow(row, Math.sign(upperTriangularMatrix.get(row, row)));
    return Float64Array.from(rows.to1DArray());
  },
  fields: [],
  orthonormal: true,
  hasZeros: false,
  numbersPerEntry: 1,
  meanFieldSilence: undefined,
};
