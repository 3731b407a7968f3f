/** Which of the two kinds of large matrices that theory knows whole spectra of an experiment's is. */
import type { Experiment } from '../experiment/experiment.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import type { FreeEnsemble } from './radial_law.ts';

/** Undefined of matrices that mean field is silent about, and of those whose rows are nearly empty. */
export function freeEnsemble(experiment: Experiment): FreeEnsemble | undefined {
  const { bulk, meanFieldSilence } = ensembleOf(experiment);
  if (meanFieldSilence !== undefined || fewEntries(experiment)) return undefined;
  return bulk.shape === 'circle' ? 'orthogonal' : 'independent';
}

/** Entries in a row from which a sparse matrix is much like a full one. */
const leastDegree = 16;

/** Whether so few entries of a row are not zero that its sum is not much like a Gaussian. */
export function fewEntries({ ensemble, density, hiddenSize }: Experiment): boolean {
  return ensembleOf({ ensemble }).fields.includes('density') && density * hiddenSize < leastDegree;
}

export const sparseSilence =
  'With so few entries in a row, W is not much like the full matrices that theory is of.';
