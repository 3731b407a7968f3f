/** z·Φ(z) with the standard normal distribution function Φ (Hendrycks & Gimpel 2016), in its erf form. */
import erfc from '@stdlib/math-base-special-erfc';
import { anyExponent } from '../scaled_vector.ts';
import { exponentialOf, numberOf, times, type Wide, wide } from '../wide.ts';
import type { Activation } from './activation.ts';

export const gelu: Activation = {
  value: (z) => z * distribution(z),
  derivative: (z) => numberOf(slope(z)),
  plainSlope: (z) => numberOf(slope(z)),
  curvature: (z) => (2 - z * z) * density(z),
  linearBelow: 2 ** -60,
  slope,
  homogeneous: false,
  exponents: anyExponent,
  slopeAtRest: 0.5,
  // Φ(z) + z·φ(z) is greatest where its derivative (2 − z²)·φ(z) is 0: at z = √2, (1 + erf 1)/2 + e⁻¹/√π.
  greatestSlope: (1 + 0.8427007929497149) / 2 + Math.exp(-1) / Math.sqrt(Math.PI),
};

/** Below it Φ is known by its asymptotic series, Φ(z) ≈ φ(z)/|z|·(1 − 1/z² + 3/z⁴ − 15/z⁶ + 105/z⁸), to 2e-12. */
const farOut = -30;

function slope(z: number): Wide {
  if (z > farOut) return wide(distribution(z) + z * density(z));
  const inverse = 1 / z ** 2;
  const series = 1 - inverse * (1 - inverse * (3 - inverse * (15 - 105 * inverse)));
  return times(exponentialOf(-0.5 * z * z), wide((z - series / z) / Math.sqrt(2 * Math.PI)));
}

/** Standard normal density. */
function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** Standard normal distribution function. */
function distribution(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}
