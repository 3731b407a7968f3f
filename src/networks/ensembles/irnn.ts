/** 1 + 0.01·A of a Ginibre A: eigenvalues within 0.01 of 1. For ReLU (Le, Jaitly & Hinton 2015): it delays, until weights train. */
import type { Ensemble } from './ensemble.ts';
import { scaledGaussian } from './gaussian.ts';

/** Standard deviation of the noise's eigenvalue disc. */
export const irnnNoise = 0.01;

export const irnn: Ensemble = {
  draw: (place, size) =>
    scaledGaussian(place, size).map((value, i) => irnnNoise * value + (i % (size + 1) === 0 ? 1 : 0)),
  fields: [],
  orthonormal: false,
  hasZeros: false,
  numbersPerEntry: 1,
  bulk: { shape: 'disc', centre: 1, radius: irnnNoise },
  meanFieldSilence: 'No mean field: with W near the identity each unit hears almost only itself.',
};
