/** ln(1 + e^z), a smooth rectifier. */
import { numberOf } from '../wide.ts';
import type { Activation } from './activation.ts';
import { logistic, plainLogisticSlope, wideLogistic } from './sigmoid.ts';

export const softplus: Activation = {
  value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  derivative: (z) => numberOf(wideLogistic(z)),
  slope: wideLogistic,
  plainSlope: logistic,
  curvature: plainLogisticSlope,
  linearBelow: 2 ** -60,
  homogeneous: false,
  exponents: [0, Infinity],
  slopeAtRest: 0.5,
  greatestSlope: 1,
};
