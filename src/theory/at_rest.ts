/**
 * Infinitely wide networks at rest, where a step is linear: J = direct·1 + slope·g·W, the same at every step. For
 * independent entries (or a Haar-orthogonal W) the powers of W send a direction to orthogonal ones of the same
 * length, so that ‖J^k·v‖² = ‖v‖²·Σ_j C(k, j)²·direct^2(k−j)·(slope·g)^2j, which grows like (direct + slope·g)^2k.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { activationOf } from '../networks/activation.ts';
import { cellOf } from '../networks/cells.ts';

/** Why nothing is known of this experiment at rest, or undefined where the theory applies. */
export function restSilence(experiment: Experiment): string | undefined {
  const { initialScale, inputScale, biasScale } = experiment;
  if (initialScale !== 0 || inputScale !== 0 || biasScale !== 0) {
    return 'Theory knows this cell at rest only: with initial, input and bias scale 0.';
  }
  const { value, derivative, slopeAtRest } = activationOf(experiment);
  const rests = value(0) === 0 && derivative(0) === slopeAtRest;
  return rests ? undefined : 'Theory at rest needs an activation that is 0 at 0, and smooth there.';
}

/** log10(‖∂L/∂state_0‖/‖∂L/∂h_T‖) at a gain, in decades. */
export function restDecades(experiment: Experiment, gain: number): number {
  const { steps } = experiment;
  const { direct, slope, readout } = cellOf(experiment).rest;
  if (readout === undefined) return 0.5 * log10SquaredPower(direct, slope * gain, steps);
  // readout·v enters c at T, J carries it to the first step, and there it is split between c and h.
  const split = direct ** 2 + ((slope / readout) * gain) ** 2;
  return (
    0.5 * log10SquaredPower(direct, slope * gain, steps - 1) + 0.5 * Math.log10(split) + Math.log10(readout)
  );
}

/** The gain at which direct + slope·g = 1. */
export function restEdge(experiment: Experiment): number {
  const { direct, slope } = cellOf(experiment).rest;
  return (1 - direct) / slope;
}

/** The same if W were another at every step: then squares add up, direct² + (slope·g)² = 1. Undefined where none is enough. */
export function untiedRestEdge(experiment: Experiment): number | undefined {
  const { direct, slope } = cellOf(experiment).rest;
  return direct < 1 ? Math.sqrt(1 - direct ** 2) / slope : undefined;
}

/** log10 Σ_j C(k, j)²·a^2(k−j)·b^2j, its largest term taken out. */
function log10SquaredPower(a: number, b: number, k: number): number {
  if (a === 0) return 2 * k * Math.log10(b);
  const terms = new Float64Array(k + 1);
  let term = 2 * k * Math.log(a);
  for (let j = 0; j <= k; j++) {
    terms[j] = term;
    term += 2 * Math.log(((k - j) / (j + 1)) * (b / a));
  }
  const largest = terms.reduce((most, value) => Math.max(most, value), -Infinity);
  return (largest + Math.log(terms.reduce((sum, value) => sum + Math.exp(value - largest), 0))) / Math.LN10;
}
