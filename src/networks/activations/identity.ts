/** No nonlinearity: the recurrence is linear. */
import { anyExponent } from '../scaled_vector.ts';
import { wide } from '../wide.ts';
import type { Activation } from './activation.ts';

export const identity: Activation = {
  value: (z) => z,
  derivative: () => 1,
  plainSlope: () => 1,
  curvature: () => 0,
  linearBelow: 0,
  slope: () => wide(1),
  homogeneous: true,
  exponents: anyExponent,
  slopeAtRest: 1,
  greatestSlope: 1,
};
