/**
 * Two lines to hold a gradient ratio against: the bound (‖W_hh‖₂·max φ′)^T, which it can never cross, and
 * ρ^T, which it follows where the network is nearly linear.
 */
import type { ActivationName, Experiment } from '../experiment/experiment.ts';
import type { Collection } from './collection.ts';

/** max φ′ over all z. */
export function greatestSlope({
  activation,
  negativeSlope,
}: Pick<Experiment, 'activation' | 'negativeSlope'>): number {
  return activation === 'leaky-relu' ? Math.max(1, negativeSlope) : greatestSlopes[activation];
}

/** T·log10(‖W_hh‖₂·max φ′) of every measured network, [count], in decades. */
export function boundDecades({ experiment, count, spectralNorm }: Collection): Float64Array {
  const slope = greatestSlope(experiment);
  return spectralNorm.slice(0, count).map((norm) => experiment.steps * Math.log10(norm * slope));
}

/** ρ^T in decades; −Infinity at ρ = 0. */
export function spectralRadiusDecades(spectralRadius: number, steps: number): number {
  return steps * Math.log10(spectralRadius);
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
