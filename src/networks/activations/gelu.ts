/** z·Φ(z) with the standard normal distribution function Φ (Hendrycks & Gimpel 2016), in its erf form. */
import erfc from '@stdlib/math-base-special-erfc';
import { anyExponent } from '../scaled_vector.ts';
import type { Activation } from './activation.ts';

export const gelu: Activation = {
  value: (z) => z * distribution(z),
  derivative: (z) => distribution(z) + z * density(z),
  homogeneous: false,
  exponents: anyExponent,
  slopeAtRest: 0.5,
  // Φ(z) + z·φ(z) is greatest where its derivative (2 − z²)·φ(z) is 0: at z = √2, (1 + erf 1)/2 + e⁻¹/√π.
  greatestSlope: (1 + 0.8427007929497149) / 2 + Math.exp(-1) / Math.sqrt(Math.PI),
  kinked: false,
};

/** Standard normal density. */
function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** Standard normal distribution function. */
function distribution(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}
