/** The logistic function. */
import type { Activation } from './activation.ts';

export const sigmoid: Activation = {
  value: logistic,
  derivative: logisticSlope,
  homogeneous: false,
  exponents: [0, 0],
  slopeAtRest: 0.25,
  greatestSlope: 0.25,
  kinked: false,
};

/** σ(z) = 1/(1 + exp(−z)), without overflow. */
export function logistic(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z > 0 ? 1 / (1 + e) : e / (1 + e);
}

/** σ′(z) */
export function logisticSlope(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return e / (1 + e) ** 2;
}
