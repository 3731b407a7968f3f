/** Hyperbolic tangent. */
import { exponentialOf, numberOf, times, type Wide, wide } from '../wide.ts';
import type { Activation } from './activation.ts';

export const tanh: Activation = {
  value: Math.tanh,
  derivative: (z) => numberOf(tanhSlope(z)),
  slope: tanhSlope,
  plainSlope: plainTanhSlope,
  curvature: (z) => -2 * Math.tanh(z) * plainTanhSlope(z),
  linearBelow: 1e-9,
  homogeneous: false,
  exponents: [-Infinity, 0],
  slopeAtRest: 1,
  greatestSlope: 1,
};

/** tanh′(z) */
function tanhSlope(z: number): Wide {
  const e = exponentialOf(-2 * Math.abs(z));
  return times(e, wide(4 / (1 + numberOf(e)) ** 2));
}

/** tanh′(z) in float64, 0 where it does not fit. */
function plainTanhSlope(z: number): number {
  const e = Math.exp(-2 * Math.abs(z));
  return (4 * e) / (1 + e) ** 2;
}
