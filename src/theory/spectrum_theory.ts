/**
 * What theory says of all Lyapunov exponents of an experiment's networks, at one gain, input and bias scale: their
 * distribution for infinitely many units and steps, or why there is none.
 */
import { bounds, type Experiment, isGated, isKinked } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { activationOf } from '../networks/activation.ts';
import { blendOf, cellOf } from '../networks/cells.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import { restSilence } from './at_rest.ts';
import { dynamicMeanField } from './dynamic_mean_field.ts';
import { eigenvalueTheory } from './eigenvalue_theory.ts';
import {
  discLaw,
  type ExponentLaw,
  halfForgotten,
  placesLaw,
  ringLaw,
  semicirclePlaces,
  shiftedRingLaw,
} from './exponent_law.ts';
import { orderlyAt } from './finite_size.ts';
import { fewEntries, freeEnsemble, sparseSilence } from './free_ensemble.ts';
import { slopesAt } from './gaussian_average.ts';
import { leakySpectrum, leastLeak } from './leaky_spectrum.ts';
import { meanField } from './mean_field.ts';
import { type FreeEnsemble, radialLaw } from './radial_law.ts';

/** All exponents, as a function of the share of them that lies above. */
export interface SpectrumLaw {
  readonly curve: ExponentLaw;
  /** What the curve is, for a reader. */
  readonly sentence: string;
}

/** A law, or in one sentence why there is none. */
export type SpectrumTheory = SpectrumLaw | { readonly curve?: undefined; readonly sentence: string };

/** The least of each span: what an experiment of single values has. */
function leastSettings({ gain, inputScale, biasScale }: Experiment): NetworkSettings {
  return { gain: bounds(gain)[0], inputScale: bounds(inputScale)[0], biasScale: bounds(biasScale)[0] };
}

export function spectrumTheory(
  experiment: Experiment,
  settings: NetworkSettings = leastSettings(experiment),
): SpectrumTheory {
  if (isLinear(experiment, settings)) return linearTheory(experiment, settings.gain);
  const { meanFieldSilence } = ensembleOf(experiment);
  if (meanFieldSilence !== undefined) return { sentence: meanFieldSilence };
  const free = freeEnsemble(experiment);
  if (free === undefined) return { sentence: sparseSilence };
  if (experiment.cell === 'rnn') return freeTheory(experiment, settings);
  if (experiment.cell !== 'leaky') {
    return { sentence: restSilence({ ...experiment, ...settings }) ?? unsettled };
  }
  if (settings.inputScale === 0) {
    // A fixed point of the leaky cell is one of the RNN.
    const { variance, growth } = meanField({ ...experiment, cell: 'rnn' }, settings);
    if (growth < 1 && variance < Infinity) return fixedPointTheory(experiment, settings, free, variance);
  }
  return {
    sentence:
      movingSilence(experiment, free) ?? 'The theory of all exponents of a leaky cell takes some seconds.',
  };
}

/**
 * The same, of leaky cells in motion too, which takes some seconds; undefined once aborted.
 * @param pause lets messages in, between two pieces of work
 */
export async function fullSpectrumTheory(
  experiment: Experiment,
  settings: NetworkSettings,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<SpectrumTheory | undefined> {
  const theory = spectrumTheory(experiment, settings);
  const free = freeEnsemble(experiment);
  if (theory.curve || experiment.cell !== 'leaky' || free === undefined) return theory;
  if (movingSilence(experiment, free) !== undefined) return theory;
  const activation = activationOf(experiment);
  const { variance } = meanField(experiment, settings);
  const field = dynamicMeanField(activation, experiment.leak, settings, Math.min(variance, 1e4));
  if (field === undefined)
    return { sentence: 'So near the edge these leaky cells move too slowly for a theory of all exponents.' };
  const curve = await leakySpectrum(activation, field, experiment.leak, settings.gain, pause, signal);
  return (
    curve && {
      curve,
      sentence:
        'Dynamic mean field of all exponents of a leaky cell (Clark 2026), for infinitely many units and steps; shares are good to a hundredth.',
    }
  );
}

/** Why nothing is known of all exponents of a leaky cell that moves. */
function movingSilence(experiment: Experiment, free: FreeEnsemble): string | undefined {
  if (free !== 'independent')
    return 'No theory of all exponents: of leaky cells that move, only for independent entries.';
  if (isKinked(experiment.activation))
    return 'No theory of all exponents: of leaky cells that move, only for a smooth φ.';
  return experiment.leak < leastLeak
    ? `No theory of all exponents: below α = ${leastLeak} a leaky cell moves too slowly for it.`
    : undefined;
}

const unsettled =
  'Theory knows this cell at rest only, and from an initial scale above 0 these networks do not come to rest.';

/** Whether every step is the same linear map: φ is the identity, or the state is 0, or comes to it. */
function isLinear(experiment: Experiment, settings: NetworkSettings): boolean {
  const { cell, activation, initialScale } = experiment;
  if (activation === 'identity' && !isGated(cell)) return true;
  if (restSilence({ ...experiment, ...settings, initialScale: 0 }) !== undefined) return false;
  if (initialScale === 0) return true;
  // Gates of a state that is not small are anywhere, and a residual cell forgets nothing.
  if (cell !== 'rnn' && cell !== 'leaky') return false;
  if (ensembleOf(experiment).meanFieldSilence === undefined) {
    const { variance, growth } = meanField(experiment, settings);
    return growth < 1 && variance < 1e-6;
  }
  const { greatestSlope, slopeAtRest } = activationOf(experiment);
  const { curve } = linearTheory(experiment, settings.gain);
  return greatestSlope === slopeAtRest && curve !== undefined && curve(1e-9) < 0;
}

/** Of J = direct·1 + slope·W, the same at every step. */
function linearTheory(experiment: Experiment, gain: number): SpectrumTheory {
  const { rest, parts } = cellOf(experiment);
  const linear = experiment.activation === 'identity' && !isGated(experiment.cell);
  if (fewEntries(experiment)) return { sentence: sparseSilence };
  const law = eigenvalueLaw(experiment, rest.direct, rest.slope * gain);
  return {
    curve: parts === 2 ? halfForgotten(law) : law,
    sentence: `${linear ? 'Linear steps' : 'At rest'}: the exponents are ln|eigenvalue| of a step, for infinitely many units and steps.`,
  };
}

/** ln|direct + slope·λ| over the eigenvalues λ of W. */
function eigenvalueLaw(experiment: Experiment, direct: number, slope: number): ExponentLaw {
  const { shape, centre, radius } = ensembleOf(experiment).bulk;
  const middle = direct + slope * centre;
  const reach = slope * radius;
  switch (shape) {
    case 'disc':
      return shiftedRingLaw(middle, discLaw(reach));
    case 'circle':
      return (share) =>
        Math.log(Math.hypot(middle + reach * Math.cos(Math.PI * share), reach * Math.sin(Math.PI * share)));
    case 'real':
      return placesLaw(semicirclePlaces().map((place) => Math.abs(middle + reach * place)));
    case 'imaginary':
      return placesLaw(semicirclePlaces().map((place) => Math.hypot(middle, reach * place)));
  }
}

/** Of an RNN whose units all have slopes of one law, independent of W. */
function freeTheory(experiment: Experiment, settings: NetworkSettings): SpectrumTheory {
  const { law, sentence } = eigenvalueTheory(experiment, settings);
  if (law === undefined) return { sentence };
  const caution = orderlyAt(experiment, settings);
  const words =
    'Mean field of all exponents: of products g·W·diag φ′(z), for infinitely many units and steps.';
  return { curve: ringLaw(law), sentence: caution ? `${words} ${caution}` : words };
}

/** Of a leaky cell that has come to rest at a fixed point with slopes φ′(z). */
function fixedPointTheory(
  experiment: Experiment,
  { gain }: NetworkSettings,
  free: FreeEnsemble,
  variance: number,
): SpectrumTheory {
  const { keep, share } = blendOf(experiment);
  const law = radialLaw(free, share * gain, slopesAt(activationOf(experiment), variance));
  return {
    curve: shiftedRingLaw(keep, law),
    sentence:
      'At a fixed point: the exponents are ln|eigenvalue| of a step there, for infinitely many units.',
  };
}
