/** A rectifier: z above zero, and a slope of its own below. */
import { anyExponent } from '../scaled_vector.ts';
import { wide } from '../wide.ts';
import type { Activation } from './activation.ts';

export function leakyRelu(negativeSlope: number): Activation {
  const derivative = (z: number) => (z > 0 ? 1 : negativeSlope);
  return {
    value: (z) => (z > 0 ? z : negativeSlope * z),
    derivative,
    plainSlope: derivative,
    curvature: () => 0,
    linearBelow: 0,
    slope: (z) => wide(derivative(z)),
    homogeneous: true,
    exponents: anyExponent,
    slopeAtRest: 1,
    greatestSlope: Math.max(1, negativeSlope),
  };
}
