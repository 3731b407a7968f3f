/**
 * Haar-distributed orthogonal W: the Gram–Schmidt orthonormalisation of the rows of a Gaussian matrix, all
 * scale factors positive (Mezzadri 2007). Every eigenvalue has modulus 1.
 */
import { factorised } from '../householder.ts';
import { entry } from '../vector.ts';
import type { Ensemble } from './ensemble.ts';
import { gaussian } from './gaussian.ts';

export const orthogonal: Ensemble = {
  draw(place, size) {
    const { columns, diagonal } = factorised(gaussian(place, size), size);
    return columns.map((value, i) => value * Math.sign(entry(diagonal, Math.floor(i / size))));
  },
  fields: [],
  orthonormal: true,
  hasZeros: false,
  numbersPerEntry: 1,
  bulk: { shape: 'circle', centre: 0, radius: 1 },
  meanFieldSilence: undefined,
};
