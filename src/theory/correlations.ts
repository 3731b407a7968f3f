/** Averages over two Gaussian pre-activations that are correlated. */
import { entry } from '../networks/vector.ts';
import { gaussianNodes } from './gaussian_average.ts';

/** Terms of an expansion into Hermite's polynomials: at most, at least, and as many for a variance of 1. */
const mostTerms = 160;
const leastTerms = 48;
const termsPerVariance = 30;

/** ⟨f(z_t)·f(z_t′)⟩ of a Gaussian z by its covariance: Σ a_n²·ρ^n, with f's coefficients a_n (Mehler's formula). */
export function correlations(f: (z: number) => number, covariance: Float64Array): Float64Array {
  const variance = entry(covariance, 0);
  if (variance < 1e-14) return covariance.map(() => f(0) ** 2);
  const terms = Math.round(Math.min(mostTerms, Math.max(leastTerms, termsPerVariance * variance)));
  const { z, weights } = gaussianNodes(variance);
  const values = z.map(f);
  let square = 0;
  const heights = values.map((value, i) => {
    const height = value * entry(weights, i);
    square += value * height;
    return height;
  });
  const polynomials = hermite(z.map((at) => at / Math.sqrt(variance)));
  const powers = polynomials.slice(0, terms).map((polynomial) => {
    let coefficient = 0;
    for (let i = 0; i < heights.length; i++) coefficient += (heights[i] ?? 0) * (polynomial[i] ?? 0);
    return coefficient ** 2;
  });
  return covariance.map((value, distance) => {
    if (distance === 0) return square;
    const correlation = Math.max(-1, Math.min(1, value / variance));
    let sum = 0;
    for (let n = terms - 1; n >= 0; n--) sum = sum * correlation + (powers[n] ?? 0);
    return sum;
  });
}

const known = new Map<number, readonly Float64Array[]>();

/** Hermite's polynomials, normalised, at nodes that only their number tells apart. */
function hermite(x: Float64Array): readonly Float64Array[] {
  const found = known.get(x.length);
  if (found) return found;
  const polynomials: Float64Array[] = [x.map(() => 1), x];
  for (let n = 1; n + 1 < mostTerms; n++) {
    const [before, last] = [polynomials[n - 1] ?? x, polynomials[n] ?? x];
    polynomials.push(
      last.map((value, i) => (entry(x, i) * value - Math.sqrt(n) * entry(before, i)) / Math.sqrt(n + 1)),
    );
  }
  known.set(x.length, polynomials);
  return polynomials;
}
