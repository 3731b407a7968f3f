/** W = 1: units decouple. */
import type { Ensemble } from './ensemble.ts';

export const identity: Ensemble = {
  draw: (_place, size) => Float64Array.from({ length: size ** 2 }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
  fields: [],
  orthonormal: false,
  hasZeros: true,
  numbersPerEntry: 1,
  bulk: { shape: 'disc', centre: 1, radius: 0 },
  meanFieldSilence: 'No mean field: with W = g·I each unit hears only itself.',
};
