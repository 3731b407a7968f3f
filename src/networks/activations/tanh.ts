/** Hyperbolic tangent. */
import type { Activation } from './activation.ts';

export const tanh: Activation = {
  value: Math.tanh,
  derivative: tanhSlope,
  homogeneous: false,
  exponents: [-Infinity, 0],
  slopeAtRest: 1,
  greatestSlope: 1,
  kinked: false,
};

/** tanh′(z) */
export function tanhSlope(z: number): number {
  const e = Math.exp(-2 * Math.abs(z));
  return (4 * e) / (1 + e) ** 2;
}
