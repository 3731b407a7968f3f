/**
 * A Ginibre matrix plus R·u·uᵀ with u = (±1, …, ±1)/√N: the unit disc, and an eigenvalue near R outside it if
 * R > 1 (Tao 2013), which sets the linear rate.
 */
import { purpose, word } from '../normal.ts';
import { entry } from '../vector.ts';
import type { Ensemble } from './ensemble.ts';
import { scaledGaussian } from './gaussian.ts';

export const lowRank: Ensemble = {
  draw(place, size, { outlier }) {
    const { seed, network, block } = place;
    const signs = Float64Array.from({ length: size }, (_, unit) =>
      word(seed, purpose.outlier, network, block, unit) >>> 31 ? -1 : 1,
    );
    const strength = Math.fround(outlier) / size;
    return scaledGaussian(place, size).map(
      (value, i) => value + strength * entry(signs, Math.floor(i / size)) * entry(signs, i % size),
    );
  },
  fields: ['outlier'],
  orthonormal: false,
  hasZeros: false,
  numbersPerEntry: 3,
  bulk: { shape: 'disc', centre: 0, radius: 1 },
  meanFieldSilence: 'No mean field: the outlier lies outside what it averages over.',
};
