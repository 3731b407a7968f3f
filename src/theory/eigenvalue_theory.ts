/**
 * How the eigenvalues of one step's Jacobian g·W·diag φ′(z) of an infinitely wide RNN lie: the circular law and its like. Their
 * radii are, logarithms taken, the Lyapunov exponents of many such steps.
 */
import type { Experiment } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { activationOf } from '../networks/activation.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import { freeEnsemble, sparseSilence } from './free_ensemble.ts';
import { slopesAt } from './gaussian_average.ts';
import { meanField } from './mean_field.ts';
import { type RadialLaw, radialLaw } from './radial_law.ts';

/** The law of radii about zero, or in one sentence why there is none. */
export interface EigenvalueTheory {
  readonly law?: RadialLaw;
  readonly sentence: string;
}

export function eigenvalueTheory(experiment: Experiment, settings: NetworkSettings): EigenvalueTheory {
  const { meanFieldSilence } = ensembleOf(experiment);
  if (meanFieldSilence !== undefined) return { sentence: meanFieldSilence };
  if (experiment.cell !== 'rnn')
    return { sentence: 'Theory knows the eigenvalues of a step of an RNN only.' };
  const free = freeEnsemble(experiment);
  if (free === undefined) return { sentence: sparseSilence };
  const { variance } = meanField(experiment, settings);
  return {
    law: radialLaw(free, settings.gain, slopesAt(activationOf(experiment), variance)),
    sentence:
      'Eigenvalues of a step, g·W·diag φ′(z), of infinitely many units: in rings, evenly around each.',
  };
}
