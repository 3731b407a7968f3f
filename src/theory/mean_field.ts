/**
 * Mean field: what infinitely wide networks do. Pre-activations are Gaussian with variance q; q maps to
 * g²⟨φ(z)²⟩ + σ_x² + σ_b² at every step and settles at q*, where a gradient grows by χ = g²⟨φ′(z)²⟩ a step.
 * (Poole et al. 2016; Schoenholz et al. 2017. Sharing W between steps changes neither at a fixed T.)
 */
import { bounds, type Experiment } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { activationOf } from '../networks/activation.ts';
import type { Activation } from '../networks/activations/activation.ts';
import { bisectedTo } from './bisection.ts';
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
/** Steps away from a variance of 0 are its square: below the root of float64's resolution nothing tells it from 0, where it then is. */
const leastVariance = 1e-7;
const mostIterations = 200;

/** The fixed point reached from the experiment's own initial state, at one gain, input and bias scale. */
export function meanField(experiment: Experiment, settings: NetworkSettings): MeanField {
  const activation = activationOf(experiment);
  const squaredGain = settings.gain ** 2;
  const noise = settings.inputScale ** 2 + settings.biasScale ** 2;
  const next = (variance: number) => squaredGain * momentsAt(activation, variance).value + noise;
  const found = fixedPoint(next, experiment.initialScale ** 2);
  const variance = noise === 0 && found < leastVariance ? 0 : found;
  const diverged = variance > divergedVariance;
  const growth =
    squaredGain * (diverged ? farGrowth(activation) : momentsAt(activation, variance).derivative);
  return { variance: diverged ? Infinity : variance, growth, growthRate: 0.5 * Math.log(growth) };
}

/**
 * The fixed point that repeating a map of variances leads to from where it starts; beyond {@link divergedVariance} it is not followed.
 *
 * Near an edge steps shrink so slowly (without input at g = 1 the variance is 1/2n after n of them) that thousands would not
 * arrive. Steps that shrink evenly are a geometric series, whose sum is known (Aitken's Δ²): so it is gone all the way at
 * once, as long as that passes no fixed point, beyond which the next step would be one back.
 */
function fixedPoint(next: (variance: number) => number, start: number): number {
  let variance = start;
  for (let i = 0; i < mostIterations && variance <= divergedVariance; i++) {
    const first = next(variance) - variance;
    variance += first;
    const second = next(variance) - variance;
    variance += second;
    const ratio = second / first;
    const rest = ratio > 0 && ratio < 1 ? (second * ratio) / (1 - ratio) : 0;
    if (Math.abs(second) + Math.abs(rest) <= 1e-14 + 1e-11 * variance) return variance;
    for (const leap of [rest, rest / 2, rest / 4]) {
      const there = variance + leap;
      if (leap === 0 || Math.sign(next(there) - there) !== Math.sign(second)) continue;
      variance = there;
      break;
    }
  }
  return variance;
}

/** Gain within the experiment's range at which χ = 1 for an input and bias scale: the edge of the map. */
export function criticalGain(
  experiment: Experiment,
  scales: Omit<NetworkSettings, 'gain'>,
): number | undefined {
  const [low, high] = bounds(experiment.gain);
  const rate = (gain: number) => meanField(experiment, { ...scales, gain }).growthRate;
  if (rate(low) > 0 || rate(high) < 0) return undefined;
  return bisectedTo((gain) => rate(gain) < 0, [low, high], 14);
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
