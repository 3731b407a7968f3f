/** The logistic function. */
import { exponentialOf, numberOf, times, type Wide, wide } from '../wide.ts';
import type { Activation } from './activation.ts';

export const sigmoid: Activation = {
  value: logistic,
  derivative: (z) => numberOf(logisticSlope(z)),
  slope: logisticSlope,
  plainSlope: plainLogisticSlope,
  curvature: (z) => (1 - 2 * logistic(z)) * plainLogisticSlope(z),
  linearBelow: 2 ** -60,
  homogeneous: false,
  exponents: [0, 0],
  slopeAtRest: 0.25,
  greatestSlope: 0.25,
};

/** σ(z) = 1/(1 + exp(−z)), without overflow. */
export function logistic(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z > 0 ? 1 / (1 + e) : e / (1 + e);
}

/** σ′(z) in float64, 0 where it does not fit. */
export function plainLogisticSlope(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return e / (1 + e) ** 2;
}

/** σ(z), also where it no longer fits a float64. */
export function wideLogistic(z: number): Wide {
  const e = exponentialOf(-Math.abs(z));
  const rest = wide(1 / (1 + numberOf(e)));
  return z > 0 ? rest : times(e, rest);
}

/** σ′(z) */
export function logisticSlope(z: number): Wide {
  const e = exponentialOf(-Math.abs(z));
  return times(e, wide(1 / (1 + numberOf(e)) ** 2));
}
