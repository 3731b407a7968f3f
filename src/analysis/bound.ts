/**
 * Two lines to hold a gradient ratio against: the bound (‖W_hh‖₂·max φ′)^T of an ungated cell, which it can never
 * cross, and the power of a linear step, ρ^T, which it follows where the network is nearly linear.
 */
import type { View } from '../experiment/address.ts';
import { type ActivationName, type Experiment, isGated } from '../experiment/experiment.ts';
import { blendOf, cellOf } from '../networks/cells.ts';
import type { Collection } from './collection.ts';

/** max φ′ over all z. */
export function greatestSlope({
  activation,
  negativeSlope,
}: Pick<Experiment, 'activation' | 'negativeSlope'>): number {
  return activation === 'leaky-relu' ? Math.max(1, negativeSlope) : greatestSlopes[activation];
}

/**
 * T·log10(keep + share·‖W_hh‖₂·max φ′) of every measured network, [count], in decades; undefined for gated cells,
 * whose gates multiply and whose cell state has no bound.
 */
export function boundDecades({ experiment, count, spectralNorm }: Collection): Float64Array | undefined {
  if (isGated(experiment.cell)) return undefined;
  const { keep, share } = blendOf(experiment);
  const slope = greatestSlope(experiment);
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

const greatestSlopes: Record<Exclude<ActivationName, 'leaky-relu'>, number> = {
  tanh: 1,
  sigmoid: 0.25,
  relu: 1,
  identity: 1,
  softplus: 1,
  // Φ(z) + z·φ(z) is greatest where its derivative (2 − z²)·φ(z) is 0: at z = √2, (1 + erf 1)/2 + e⁻¹/√π.
  gelu: (1 + 0.8427007929497149) / 2 + Math.exp(-1) / Math.sqrt(Math.PI),
};
