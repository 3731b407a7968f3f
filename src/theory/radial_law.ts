/**
 * How the eigenvalues of g·W·D, D = diag φ′(z), lie about zero where W is infinitely large: in rings, with a law of their
 * radius alone. For free W and D (Haagerup & Larsen 2000) a share t of them lies within
 *
 *   r² = g²·⟨d²/(1 + y·d²)⟩  for W with independent entries,  r² = g²·⟨d²/(1 + y·d²)⟩/t  for a Haar-orthogonal W,
 *   where y ≥ 0 solves ⟨1/(1 + y·d²)⟩ = t.
 *
 * The largest is g·√⟨d²⟩. The product of many steps, in each of which the units have other slopes of the same law, stretches
 * its directions at exactly these rates: ln r are the Lyapunov exponents. Whether W is the same at every step is nothing to
 * it, as a W meets only its own mirror image in the moments of such a product.
 */
import { bisectedTo } from './bisection.ts';
import type { Slopes } from './gaussian_average.ts';

export interface RadialLaw {
  /** The radius within which a share of the eigenvalues lies; 0 where units without a slope are more than it. */
  readonly radiusAt: (share: number) => number;
  /** The share of the eigenvalues within a radius. */
  readonly shareWithin: (radius: number) => number;
  /** Where they end. */
  readonly largest: number;
}

/** W's at gain 1: independent entries of variance 1/N, or a Haar-orthogonal matrix. */
export type FreeEnsemble = 'independent' | 'orthogonal';

/** Halvings of an interval of ln y. */
const halvings = 60;

export function radialLaw(ensemble: FreeEnsemble, gain: number, { slopes, weights }: Slopes): RadialLaw {
  const logarithms = slopes.map((slope) => 2 * Math.log(Math.abs(slope)));
  const finite = logarithms.filter((logarithm) => logarithm > -Infinity);
  const greatest = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const least = finite.reduce((most, value) => Math.min(most, value), Infinity);
  // Beyond these every term is one of its two limits to the last digit.
  const [first, last] = [-greatest - 40, -least + 40];
  const still = weights.reduce((sum, weight, i) => (logarithms[i] === -Infinity ? sum + weight : sum), 0);

  /** t at ln y. */
  const shareAt = (logY: number) => {
    let share = 0;
    for (let i = 0; i < logarithms.length; i++) {
      share += (weights[i] ?? 0) / (1 + Math.exp(logY + (logarithms[i] ?? 0)));
    }
    return share;
  };
  /** ln r at ln y. */
  const logRadiusAt = (logY: number) => {
    // d²/(1 + y·d²), with what would leave the range of a number taken out.
    let sum = 0;
    for (let i = 0; i < logarithms.length; i++) {
      sum += (weights[i] ?? 0) / (Math.exp(-(logarithms[i] ?? 0) - logY) + 1);
    }
    const independent = Math.log(gain) + 0.5 * (Math.log(sum) - logY);
    return ensemble === 'independent' ? independent : independent - 0.5 * Math.log(shareAt(logY));
  };
  /** ln y at which a function that falls with y has a value. */
  const solved = (f: (logY: number) => number, value: number) =>
    bisectedTo((logY) => f(logY) > value, [first, last], halvings);
  const moves = gain > 0 && finite.length > 0;
  return {
    largest: moves ? Math.exp(logRadiusAt(first)) : 0,
    radiusAt: (share) =>
      !moves || share <= still ? 0 : Math.exp(logRadiusAt(share >= 1 ? first : solved(shareAt, share))),
    shareWithin(radius) {
      if (!moves) return 1;
      const place = Math.log(radius);
      if (place >= logRadiusAt(first)) return 1;
      return place <= logRadiusAt(last) ? still : shareAt(solved(logRadiusAt, place));
    },
  };
}
