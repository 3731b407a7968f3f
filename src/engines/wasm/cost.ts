/** What a network costs a worker, in operations, and how many networks to give it at once. */
import type { Experiment } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { ensembleOf } from '../../networks/ensemble.ts';
import type { OptionalQuantity } from '../../networks/measurement.ts';
import { spectrumOperations } from '../spectral_radius.ts';
import { networksAbreast } from './task.ts';

/** A normal number and an activation, in operations that take as long as those of a matrix product. */
const operationsPerNormal = 60;
const operationsPerActivation = 50;
/** What a core does at least, in operations a second, until it has been seen at work. */
const firstGuess = 8e9;
/**
 * A share is planned to last this long, in seconds: short beside an eye's patience, long beside a message; and one of
 * the last shares this long.
 */
const shareSeconds = { most: 0.016, least: 0.002 };
/** A share of more networks would be a long wait should the guess be wrong. */
const mostNetworks = 64;

/** Operations to draw a network's matrices. */
function drawCost({ hiddenSize, ...experiment }: Experiment): number {
  const orthonormalisation = ensembleOf(experiment).orthonormal ? 8 * hiddenSize ** 3 : 0;
  return cellOf(experiment).blocks * (operationsPerNormal * hiddenSize ** 2 + orthonormalisation);
}

/** Operations to run a network forward and backward. */
function passCost(
  { hiddenSize, warmUp, steps, inputScale, ...experiment }: Experiment,
  wants: readonly OptionalQuantity[],
): number {
  const { blocks } = cellOf(experiment);
  const inputs = inputScale === 0 ? 0 : operationsPerNormal;
  const forward = hiddenSize * (2 * hiddenSize + operationsPerActivation + inputs);
  const backward = 2 * hiddenSize * (hiddenSize + 4);
  const outerProducts = wants.includes('parameterNorm') ? backward : 0;
  return blocks * ((warmUp + steps) * forward + steps * (backward + outerProducts));
}

/** Whether drawing matrices anew costs little beside what is done with them. */
export function drawsCheaply(experiment: Experiment, wants: readonly OptionalQuantity[]): boolean {
  return drawCost(experiment) < passCost(experiment, wants);
}

/** Networks of one share, at most and at least: whole groups of those that go abreast. */
export function shareSizes(
  experiment: Experiment,
  wants: readonly OptionalQuantity[],
  { kept, spectra, rest }: { readonly kept: boolean; readonly spectra: boolean; readonly rest: boolean },
): { most: number; least: number; group: number } {
  const found = spectrumOperations(experiment.hiddenSize) * (Number(!kept && spectra) + Number(rest));
  const cost = (kept ? 0 : drawCost(experiment)) + passCost(experiment, wants) + found;
  const group = networksAbreast(experiment);
  const affordable = (seconds: number) =>
    group * Math.max(1, Math.floor(Math.min((firstGuess * seconds) / cost, mostNetworks) / group));
  return { most: affordable(shareSeconds.most), least: affordable(shareSeconds.least), group };
}
