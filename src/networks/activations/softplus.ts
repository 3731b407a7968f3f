/** ln(1 + e^z), a smooth rectifier. */
import type { Activation } from './activation.ts';
import { logistic } from './sigmoid.ts';

export const softplus: Activation = {
  value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  derivative: logistic,
  homogeneous: false,
  exponents: [0, Infinity],
  slopeAtRest: 0.5,
  greatestSlope: 1,
  kinked: false,
};
