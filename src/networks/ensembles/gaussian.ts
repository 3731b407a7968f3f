/** The Gaussian matrices that other ensembles are made of. */
import { normals, purpose } from '../normal.ts';
import { entry } from '../vector.ts';
import type { Place } from './ensemble.ts';

/** Independent standard normal entries, row-major [size × size]. */
export function gaussian({ seed, network, block }: Place, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    matrix.set(normals(seed, purpose.weights, network, block * size + row, size), row * size);
  }
  return matrix;
}

/** Independent normal entries of variance 1/N. */
export function scaledGaussian(place: Place, size: number): Float64Array {
  return gaussian(place, size).map((value) => value / Math.sqrt(size));
}

/** (A ± Aᵀ)/√2 of such a matrix A. */
export function gaussianWithTranspose(place: Place, size: number, sign: 1 | -1): Float64Array {
  const matrix = scaledGaussian(place, size);
  return matrix.map((value, i) => {
    const mirrored = entry(matrix, (i % size) * size + Math.floor(i / size));
    return (value + sign * mirrored) / Math.SQRT2;
  });
}
