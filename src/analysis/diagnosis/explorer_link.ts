/** Where the explorer shows random networks of a layer's kind, size and scale. */
import { writeAddress } from '../../experiment/address.ts';
import { usualAxes } from '../../experiment/axes.ts';
import type { EnsembleName, Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, effective, fieldTable } from '../../experiment/fields.ts';
import type { Layer } from '../../networks/model/model.ts';
import type { LayerAnalysis } from '../model_analysis.ts';
import { meanForgetBias } from './mean_forget_bias.ts';
import type { DiagnosedLayer, Finding } from './rule.ts';

/** The link of a finding; none where ρ is not known. */
export function linkTo(diagnosed: DiagnosedLayer): Pick<Finding, 'link'> {
  return Number.isNaN(diagnosed.analysis.candidate.radius) ? {} : { link: explorerLink(diagnosed) };
}

/** What of a layer a link is made of. */
interface Linked {
  readonly layer: Layer;
  readonly analysis: Pick<LayerAnalysis, 'steps' | 'candidate'>;
}

/**
 * Query and fragment of an address of the page: same cell, activation, N and steps (as near as the explorer has them), the gain
 * at which a random W_hh has the layer's ρ, its mean forget bias, and inputs that drive its units as N(0, 1) would.
 */
export function explorerLink(
  { layer, analysis }: Linked,
  ensemble: EnsembleName = defaultExperiment.ensemble,
): string {
  const experiment = experimentLike(layer, analysis, ensemble);
  return `${writeAddress(experiment, { engine: 'auto', ...usualAxes })}#explore`;
}

/** What such an address says. */
export function experimentLike(
  layer: Layer,
  analysis: Linked['analysis'],
  ensemble: EnsembleName = defaultExperiment.ensemble,
): Experiment {
  const { settings, hiddenSize } = layer;
  return effective({
    ...defaultExperiment,
    ...settings,
    ensemble,
    hiddenSize: within('hiddenSize', hiddenSize),
    steps: within('steps', analysis.steps),
    gain: within('gain', analysis.candidate.radius),
    forgetBias: within('forgetBias', meanForgetBias(layer)),
    inputScale: within('inputScale', drivingScale(layer)),
  });
}

/** The nearest that a field takes. */
function within(key: 'hiddenSize' | 'steps' | 'gain' | 'forgetBias' | 'inputScale', value: number): number {
  const { minimum, maximum, step } = fieldTable[key];
  const rounded = minimum + step * Math.round((value - minimum) / step);
  return Number(Math.min(Math.max(rounded, minimum), maximum).toFixed(2));
}

/** The root mean square of W_ih·x over units, x ~ N(0, 1). */
function drivingScale({ weightIH, inputSize }: Layer): number {
  const rows = weightIH.length / inputSize;
  return Math.sqrt(weightIH.reduce((sum, value) => sum + value ** 2, 0) / rows);
}
