/** W = 1: units decouple. */
import { Matrix } from 'ml-matrix';
import type { Ensemble } from './ensemble.ts';

export const identity: Ensemble = {
  draw: (_place, size) => Float64Array.from(Matrix.eye(size).to1DArray()),
  fields: [],
  orthonormal: false,
  hasZeros: true,
  numbersPerEntry: 1,
  meanFieldSilence: 'No mean field: with W = g·I each unit hears only itself.',
};
