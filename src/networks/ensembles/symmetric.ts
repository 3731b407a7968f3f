/**
 * (A + Aᵀ)/√2 of a Ginibre A: real eigenvalues in a semicircle that ends at ±2 (Wigner 1958). In parallel updates
 * its states reach fixed points or 2-cycles, so that no autonomous network is chaotic.
 */
import type { Ensemble } from './ensemble.ts';
import { gaussianWithTranspose } from './gaussian.ts';

export const symmetric: Ensemble = {
  draw: (place, size) => gaussianWithTranspose(place, size, 1),
  fields: [],
  orthonormal: false,
  hasZeros: false,
  numbersPerEntry: 5,
  bulk: { shape: 'real', centre: 0, radius: 2 },
  meanFieldSilence: 'No mean field: in a symmetric W what a unit sends comes back to it.',
};
