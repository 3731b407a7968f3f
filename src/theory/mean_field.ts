/**
 * Mean field: what infinitely wide networks do. Pre-activations are Gaussian with variance q; q maps to
 * g²⟨φ(z)²⟩ + σ_x² + σ_b² at every step and settles at q*, where a gradient grows by χ = g²⟨φ′(z)²⟩ a step.
 * (Poole et al. 2016; Schoenholz et al. 2017. Sharing W between steps changes neither at a fixed T.)
 */
import { bounds, type Experiment } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { activationOf } from '../networks/activation.ts';
import type { Activation } from '../networks/activations/activation.ts';
import { average, farSlopes, gaussianNodes } from './gaussian_average.ts';

export interface MeanField {
  /** q*, variance of the pre-activations; infinite where an unbounded activation lets it diverge. */
  readonly variance: number;
  /** χ, growth of the squared gradient norm per step. */
  readonly growth: number;
  /** λ = ½ ln χ, nats per step. */
  readonly growthRate: number;
}

/** Beyond this variance an unbounded smooth activation is a rectifier. */
const divergedVariance = 1e4;
const mostIterations = 1000;

/** The fixed point reached from the experiment's own initial state, at one gain, input and bias scale. */
export function meanField(experiment: Experiment, settings: NetworkSettings): MeanField {
  const activation = activationOf(experiment);
  const squaredGain = settings.gain ** 2;
  const noise = settings.inputScale ** 2 + settings.biasScale ** 2;
  let variance = experiment.initialScale ** 2;
  let moments = momentsAt(activation, variance);
  for (let i = 0; i < mostIterations && variance <= divergedVariance; i++) {
    const next = squaredGain * moments.value + noise;
    const settled = Math.abs(next - variance) <= 1e-13 + 1e-10 * variance;
    variance = next;
    moments = momentsAt(activation, variance);
    if (settled) break;
  }
  const diverged = variance > divergedVariance;
  const growth = squaredGain * (diverged ? farGrowth(activation) : moments.derivative);
  return { variance: diverged ? Infinity : variance, growth, growthRate: 0.5 * Math.log(growth) };
}

/** Gain within the experiment's range at which χ = 1 for an input and bias scale: the edge of the map. */
export function criticalGain(
  experiment: Experiment,
  scales: Omit<NetworkSettings, 'gain'>,
): number | undefined {
  let [low, high] = bounds(experiment.gain);
  const rate = (gain: number) => meanField(experiment, { ...scales, gain }).growthRate;
  if (rate(low) > 0 || rate(high) < 0) return undefined;
  for (let i = 0; i < 14; i++) {
    const middle = (low + high) / 2;
    if (rate(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

interface Moments {
  /** ⟨φ(z)²⟩ */
  readonly value: number;
  /** ⟨φ′(z)²⟩ */
  readonly derivative: number;
}

function momentsAt(activation: Activation, variance: number): Moments {
  if (activation.homogeneous) {
    const slopes = farGrowth(activation);
    return { value: slopes * variance, derivative: slopes };
  }
  const { z, weights } = gaussianNodes(variance);
  return {
    value: average(z, weights, (at) => activation.value(at) ** 2),
    derivative: average(z, weights, (at) => activation.derivative(at) ** 2),
  };
}

/** ⟨φ′²⟩ when only the two slopes far from zero matter. */
function farGrowth(activation: Activation): number {
  const { slopes, weights } = farSlopes(activation);
  return average(slopes, weights, (slope) => slope ** 2);
}
