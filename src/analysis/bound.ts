/**
 * Two lines to hold a gradient ratio against: the bound (‖W_hh‖₂·max φ′)^T of an ungated cell, which it can never
 * cross, and the power of a linear step, ρ^T, which it follows where the network is nearly linear.
 */
import type { View } from '../experiment/address.ts';
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

/**
 * The factor of a linear step at a place of the x axis: ρ itself for an RNN and for ρ at rest; else what is left of
 * the state beside the matrices and the slope at rest times ρ.
 */
export function linearFactor(experiment: Experiment, axis: View['x'], x: number): number {
  if (axis === 'rest' || experiment.cell === 'rnn') return x;
  const { direct, slope } = cellOf(experiment).rest;
  return direct + slope * x;
}

/** The place of the x axis at which a linear step has a factor: the inverse of {@link linearFactor}. */
export function placeOfFactor(experiment: Experiment, axis: View['x'], factor: number): number {
  if (axis === 'rest' || experiment.cell === 'rnn') return factor;
  const { direct, slope } = cellOf(experiment).rest;
  return (factor - direct) / slope;
}
