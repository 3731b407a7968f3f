/**
 * What N units change in mean field. Along the way back a gradient δ grows at each step by the factor ‖W·D·δ‖/‖δ‖, of
 * which half the logarithm of the square has the mean ½ ln χ − s/(4N) and the variance s/(4N), with
 *
 *   s = 3κ − 1 for independent entries, s = 3κ − 3 for a Haar-orthogonal W, κ = ⟨φ′⁴⟩/⟨φ′²⟩².
 *
 * A W that is the same at every step has a strength of its own besides: ‖W‖²/N, of independent entries, is off by √2/N.
 */
import type { Experiment } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { activationOf } from '../networks/activation.ts';
import { average, slopesAt } from './gaussian_average.ts';
import { meanField } from './mean_field.ts';
import type { FreeEnsemble } from './radial_law.ts';
import { staticCorrelation } from './static_correlation.ts';

/** The growth rate of networks of N units over T steps, nats per step. */
export interface FiniteRate {
  readonly mean: number;
  readonly deviation: number;
}

/** It, or in a sentence why N units are not as mean field says. */
export function finiteRate(
  experiment: Experiment,
  settings: NetworkSettings,
  free: FreeEnsemble,
): FiniteRate | string {
  const { hiddenSize, steps } = experiment;
  const activation = activationOf(experiment);
  if (activation.value(-1) !== -activation.value(1) || settings.biasScale > 0) return levels;
  const { variance, growthRate } = meanField(experiment, settings);
  if (free === 'independent' && steps > Math.sqrt(hiddenSize)) {
    const shared = Math.sqrt(staticCorrelation(activation, settings, variance));
    if (shared * (1 + radiusExcess / Math.sqrt(hiddenSize)) >= 1) return eigenvaluesRule;
    if (isOrderly(experiment, settings, shared)) return orderly;
  }
  const { slopes, weights } = slopesAt(activation, variance);
  const moment = (power: number) => average(slopes, weights, (slope) => Math.abs(slope) ** power);
  const kurtosis = moment(4) / moment(2) ** 2;
  const spread = (3 * kurtosis - (free === 'independent' ? 1 : 3)) / (4 * hiddenSize);
  const own = free === 'independent' ? (response(experiment, settings) / hiddenSize) ** 2 / 2 : 0;
  return { mean: growthRate - spread, deviation: Math.sqrt(spread / steps + own) };
}

/** Mean spectral radii of N independent entries of variance 1/N (measured), by log2 N from 4 on. */
const meanRadii = [1.069, 1.063, 1.056, 1.048, 1.039, 1.031] as const;

/** The mean spectral radius of N units at gain 1. */
export function meanRadius(free: FreeEnsemble, hiddenSize: number): number {
  if (free === 'orthogonal') return 1;
  const place = Math.max(0, Math.log2(hiddenSize) - 4);
  const index = Math.min(Math.floor(place), meanRadii.length - 2);
  const [low = 1, high = 1] = meanRadii.slice(index);
  // Beyond the last it falls on.
  return Math.max(1, low + (place - index) * (high - low));
}

/** Where mean field has chaos and a network of N units that nothing drives often does not: a sentence about it. */
export function orderlyAt(experiment: Experiment, settings: NetworkSettings): string | undefined {
  const { variance, growth } = meanField(experiment, settings);
  const shared = Math.sqrt(staticCorrelation(activationOf(experiment), settings, variance));
  return growth > 1 && isOrderly(experiment, settings, shared) ? orderly : undefined;
}

function isOrderly({ hiddenSize }: Experiment, { inputScale }: NetworkSettings, shared: number): boolean {
  return inputScale === 0 && shared * (1 + chaosExcess / Math.sqrt(hiddenSize)) >= 1;
}

/** dλ/d ln g: what a stronger W does. */
function response(experiment: Experiment, settings: NetworkSettings): number {
  const [less, more] = [1 - nudge, 1 + nudge].map(
    (factor) => meanField(experiment, { ...settings, gain: settings.gain * factor }).growthRate,
  );
  return ((more ?? 0) - (less ?? 0)) / (2 * nudge);
}

const nudge = 0.01;

/**
 * What the slopes of a unit share at all times multiplies W by √c of mean field's growth, c = ⟨⟨φ′⟩_t²⟩/⟨φ′²⟩, and the
 * eigenvalues of N independent entries reach beyond 1: five networks in six stay below 1 + this/√N (measured, N = 16 to 512).
 * It takes √N steps to show.
 */
const radiusExcess = 0.9;
const eigenvaluesRule =
  'Units’ slopes change so little here that, at this N, the eigenvalues of W set the growth and not mean field.';

/** The same where nothing drives a network: from there on chaos is as mean field has it (measured, N = 64 to 256). */
const chaosExcess = 6;
const orderly =
  'At this N many networks without input settle into fixed points and cycles, where mean field does not hold.';

const levels =
  'A bias, or an activation that is not odd, gives each network a level of its own: at this N they spread more than theory says.';
