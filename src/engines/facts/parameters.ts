/** What the kernels of both fast engines are told of an experiment. */
import { type Experiment, isKinked } from '../../experiment/experiment.ts';
import { masks } from '../../networks/activation.ts';
import { blendOf } from '../../networks/cells.ts';
import { ensembleOf } from '../../networks/ensemble.ts';
import type { Kinds, ValuesOf } from './kinds.ts';

export const experimentParameters = {
  seed: 'word',
  warmUp: 'count',
  steps: 'count',
  sharedInput: 'word',
  randomLoss: 'word',
  negativeSlope: 'real',
  /** An ungated cell's h ← keep·h + share·φ(z). */
  keep: 'real',
  share: 'real',
  /** What an LSTM's forget gate has beside its bias. */
  forgetBias: 'real',
  /** Of a sparse W, and of a low-rank plus random one. */
  density: 'real',
  outlier: 'real',
  initialScale: 'real',
  /** Whether W has zeros, and whether a slope may be exactly zero: see ./range.ts. */
  hasZeros: 'word',
  masks: 'word',
  /** Whether φ′ jumps somewhere. */
  kinked: 'word',
} as const satisfies Kinds;

export function experimentParametersOf(experiment: Experiment): ValuesOf<typeof experimentParameters> {
  const { seed, warmUp, steps, sharedInput, loss } = experiment;
  const { negativeSlope, forgetBias, density, outlier, initialScale } = experiment;
  return {
    ...{ seed, warmUp, steps, negativeSlope, forgetBias, density, outlier, initialScale },
    ...blendOf(experiment),
    sharedInput: Number(sharedInput),
    randomLoss: Number(loss === 'random'),
    hasZeros: Number(ensembleOf(experiment).hasZeros),
    masks: Number(masks(experiment)),
    kinked: Number(isKinked(experiment.activation)),
  };
}
