/**
 * Which theory holds of the gradients of an experiment's networks, and what it says at one gain, input and bias scale; or,
 * in one sentence, why none does.
 */
import { type Experiment, isGated, isKinked } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { activationOf } from '../networks/activation.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import { restDecades, restSilence } from './at_rest.ts';
import { type FiniteRate, finiteRate } from './finite_size.ts';
import { freeEnsemble, sparseSilence } from './free_ensemble.ts';
import { type MeanField, meanField } from './mean_field.ts';

/** Of RNNs, of cells that stand still, of leaky cells that move. */
export type TheoryName = 'mean field' | 'theory at rest' | 'dynamic mean field';

/** At one gain, input and bias scale, for infinitely many units. */
export interface GradientTheory {
  /** log10(‖∂L/∂state_0‖/‖∂L/∂h_T‖), in decades. */
  readonly decades: number;
  /** λ, nats per step, as T grows. */
  readonly rate: number;
  readonly field?: MeanField;
  /** For N units, or in a sentence why that is not known. */
  readonly finite?: FiniteRate | string;
}

/** The theory that an experiment's networks have, whatever their gain. */
export function theoryOf(
  experiment: Experiment,
): { readonly name: TheoryName } | { readonly silence: string } {
  const { meanFieldSilence } = ensembleOf(experiment);
  if (meanFieldSilence !== undefined) return { silence: meanFieldSilence };
  if (experiment.cell === 'rnn') return { name: 'mean field' };
  const resting = restSilence(experiment);
  if (resting === undefined) return { name: 'theory at rest' };
  const moving = movingSilence(experiment);
  if (moving === undefined) return { name: 'dynamic mean field' };
  return { silence: isGated(experiment.cell) ? resting : moving };
}

/** Why nothing is known of a cell without gates that moves. */
function movingSilence(experiment: Experiment): string | undefined {
  if (experiment.cell !== 'leaky')
    return 'A residual cell that moves does not settle, so that mean field has nothing to say.';
  if (freeEnsemble(experiment) !== 'independent')
    return 'Of leaky cells that move there is theory for independent entries only.';
  return isKinked(experiment.activation)
    ? 'Of leaky cells that move there is theory for a smooth φ only.'
    : undefined;
}

/** What a theory says at one place; undefined where its numbers do not settle. */
export async function gradientTheory(
  experiment: Experiment,
  name: TheoryName,
  settings: NetworkSettings,
): Promise<GradientTheory | undefined> {
  if (name === 'theory at rest') {
    const decades = restDecades(experiment, settings.gain);
    const twice = restDecades({ ...experiment, steps: 2 * experiment.steps }, settings.gain);
    return { decades, rate: ((twice - decades) * Math.LN10) / experiment.steps };
  }
  const inDecades = (rate: number) => (experiment.steps * rate) / Math.LN10;
  const field = meanField(experiment, settings);
  if (name === 'mean field') {
    const free = freeEnsemble(experiment);
    return {
      decades: inDecades(field.growthRate),
      rate: field.growthRate,
      field,
      finite: free ? finiteRate(experiment, settings, free) : sparseSilence,
    };
  }
  // Few look at cells that need it.
  const { dynamicMeanField, largestExponent } = await import('./dynamic_mean_field.ts');
  const moving = dynamicMeanField(
    activationOf(experiment),
    experiment.leak,
    settings,
    Math.min(field.variance, mostStartVariance),
  );
  if (moving === undefined) return undefined;
  const rate = largestExponent(moving, experiment.leak, settings.gain);
  return { decades: inDecades(rate), rate };
}

const mostStartVariance = 1e3;
