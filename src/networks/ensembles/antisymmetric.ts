/** (A − Aᵀ)/√2 of a Ginibre A: imaginary eigenvalues in pairs, up to ±2i. I + small·W turns without growing at first. */
import type { Ensemble } from './ensemble.ts';
import { gaussianWithTranspose } from './gaussian.ts';

export const antisymmetric: Ensemble = {
  draw: (place, size) => gaussianWithTranspose(place, size, -1),
  fields: [],
  orthonormal: false,
  hasZeros: false,
  numbersPerEntry: 5,
  bulk: { shape: 'imaginary', centre: 0, radius: 2 },
  meanFieldSilence: 'No mean field: in an antisymmetric W what a unit sends comes back to it.',
};
