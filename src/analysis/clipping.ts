/**
 * `clip_grad_norm_` as it is (Pascanu, Mikolov & Bengio 2013): once, after the backward pass, the parameter gradient
 * is multiplied by min(1, c/‖∂L/∂θ‖). One factor for every t: the curve through time moves, its slope stays.
 */

import { entry } from '../networks/vector.ts';
import { quantile } from './quantile.ts';

/** log10 of the one factor, at most 0, for a threshold c > 0 and log10 ‖∂L/∂θ‖. */
export function clippingDecades(threshold: number, log10Norm: number): number {
  return Math.min(0, Math.log10(threshold) - log10Norm);
}

/** A few networks of an experiment, with what clipping them needs. */
export interface ClippingSample {
  /** The kept times, ascending from 0 to T. */
  readonly times: readonly number[];
  /** log10 ‖∂L/∂θ‖ of each network, −Infinity for an exact zero. */
  readonly log10ParameterNorms: readonly number[];
  /** log10 ‖∂L/∂state_t‖ of each network at the kept times. */
  readonly gradients: readonly (readonly number[])[];
}

/** What clipping does to a sample. */
export interface Clipped {
  /** Networks in the sample, and how many of them have a norm above the threshold. */
  readonly networks: number;
  readonly clipped: number;
  /** Median of log10 ‖∂L/∂θ‖, before clipping. */
  readonly median: number;
  /** Medians over the sample of log10 ‖∂L/∂state_t‖ at its times, before and after; null for an exact zero. */
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
}

/** The sample clipped to a threshold c > 0: every network's curve moves by its own factor. */
export function clip({ times, log10ParameterNorms, gradients }: ClippingSample, threshold: number): Clipped {
  const factors = log10ParameterNorms.map((norm) => clippingDecades(threshold, norm));
  const median = (values: readonly number[]) => quantile(Float64Array.from(values), 0.5);
  const medians = (norm: (curve: readonly number[], i: number, network: number) => number) =>
    times.map((_, i) => {
      const value = median(gradients.map((curve, network) => norm(curve, i, network)));
      return Number.isFinite(value) ? value : null;
    });
  return {
    networks: gradients.length,
    clipped: factors.filter((factor) => factor < 0).length,
    median: median(log10ParameterNorms),
    before: medians((curve, i) => entry(curve, i)),
    after: medians((curve, i, network) => entry(curve, i) + entry(factors, network)),
  };
}
