/** Independent normal entries of variance 1/N: eigenvalues fill the unit disc (Ginibre 1965, Girko 1984). */
import type { Ensemble } from './ensemble.ts';
import { scaledGaussian } from './gaussian.ts';

export const ginibre: Ensemble = {
  draw: scaledGaussian,
  fields: [],
  orthonormal: false,
  hasZeros: false,
  numbersPerEntry: 1,
  bulk: { shape: 'disc', centre: 0, radius: 1 },
  meanFieldSilence: undefined,
};
