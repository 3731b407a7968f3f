/**
 * Two lines to hold a gradient ratio against: the bound (‖W_hh‖₂·max φ′)^T of an ungated cell, which it can never
 * cross, and the power of a linear step, ρ^T, which it follows where the network is nearly linear.
 */
import { type Experiment, isGated } from '../experiment/experiment.ts';
import { activationOf } from '../networks/activation.ts';
import { blendOf, cellOf } from '../networks/cells.ts';
import type { Collection } from './collection.ts';

/**
 * T·log10(keep + share·‖W_hh‖₂·max φ′) of every measured network, [count], in decades; undefined for gated cells,
 * whose gates multiply and whose cell state has no bound.
 */
export function boundDecades({ experiment, count, spectralNorm }: Collection): Float64Array | undefined {
  if (isGated(experiment.cell)) return undefined;
  const { keep, share } = blendOf(experiment);
  const slope = activationOf(experiment).greatestSlope;
  return spectralNorm
    .slice(0, count)
    .map((norm) => experiment.steps * Math.log10(keep + share * norm * slope));
}

/** Whose spectral radius stands along an axis: that of W_hh, for which the gain may stand, or of a step's Jacobian at rest. */
export type RadiusOf = 'matrix' | 'jacobian';

/**
 * The factor of a linear step at a spectral radius: ρ itself for an RNN and for a Jacobian's; else what is left of the
 * state beside the matrices and the slope at rest times ρ.
 */
export function linearFactor(experiment: Experiment, of: RadiusOf, radius: number): number {
  if (of === 'jacobian' || experiment.cell === 'rnn') return radius;
  const { direct, slope } = cellOf(experiment).rest;
  return direct + slope * radius;
}

/** The spectral radius at which a linear step has a factor: the inverse of {@link linearFactor}. */
export function radiusOfFactor(experiment: Experiment, of: RadiusOf, factor: number): number {
  if (of === 'jacobian' || experiment.cell === 'rnn') return factor;
  const { direct, slope } = cellOf(experiment).rest;
  return (factor - direct) / slope;
}

/** The spectral radius that infinitely wide networks of a gain have. */
export function radiusOfGain(experiment: Experiment, of: RadiusOf, gain: number): number {
  if (of === 'matrix') return gain;
  const { direct, slope } = cellOf(experiment).rest;
  return direct + slope * gain;
}
