/**
 * Entries of variance 1/(N·p), each there with probability p: the unit disc while the mean degree N·p is large
 * (Wood 2012), visibly wider below. A nilpotent draw has ρ = 0.
 */
import { purpose, word } from '../normal.ts';
import type { Ensemble } from './ensemble.ts';
import { gaussian } from './gaussian.ts';

export const sparse: Ensemble = {
  draw(place, size, { density }) {
    const { seed, network, block } = place;
    // A word's upper 24 bits are a probability, as they are for a normal number.
    const threshold = Math.fround(density) * 2 ** 24;
    return gaussian(place, size).map((value, i) => {
      const row = block * size + Math.floor(i / size);
      const there = word(seed, purpose.mask, network, row, i % size) >>> 8 < threshold;
      return there ? value / Math.sqrt(size * Math.fround(density)) : 0;
    });
  },
  fields: ['density'],
  orthonormal: false,
  hasZeros: true,
  numbersPerEntry: 2,
  bulk: { shape: 'disc', centre: 0, radius: 1 },
  meanFieldSilence: undefined,
};
