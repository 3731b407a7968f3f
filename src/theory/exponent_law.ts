/**
 * The distribution of all Lyapunov exponents of an infinitely wide network, and the laws of steps that are the same
 * linear map every time, J = direct·1 + slope·W: their exponents are ln|eigenvalue of J|.
 */
import { bisected, bisectedTo } from './bisection.ts';
import { type RadialLaw, radialLaw } from './radial_law.ts';

/**
 * The exponent, in nats per step, above which a share x ∈ (0, 1) of all lies: falls with x; −Infinity for directions
 * that a step forgets.
 */
export type ExponentLaw = (share: number) => number;

/** Of eigenvalues in rings about zero. */
export function ringLaw({ radiusAt }: RadialLaw): ExponentLaw {
  return (share) => Math.log(radiusAt(1 - share));
}

/** Of a disc that is filled evenly. */
export function discLaw(radius: number): RadialLaw {
  return radialLaw('independent', Math.abs(radius), {
    slopes: Float64Array.of(1),
    weights: Float64Array.of(1),
  });
}

/** Of eigenvalues in rings about a centre c on the real axis: ln|c + λ|. */
export function shiftedRingLaw(centre: number, { radiusAt, largest }: RadialLaw): ExponentLaw {
  if (centre === 0) return ringLaw({ radiusAt, largest, shareWithin: () => 0 });
  const radii = Float64Array.from({ length: rings + 1 }, (_, i) => radiusAt(i / rings));
  /** The share of the eigenvalues that are nearer to 0 than a distance: of each ring an arc. */
  const shareBelow = (distance: number) => {
    const ends = arcWithin(centre, radii[0] ?? 0, distance) + arcWithin(centre, largest, distance);
    const all = radii.reduce((sum, radius) => sum + arcWithin(centre, radius, distance), 0);
    return (all - ends / 2) / rings;
  };
  const furthest = Math.abs(centre) + largest;
  return (share) =>
    Math.log(bisectedTo((distance) => shareBelow(distance) < 1 - share, [0, furthest], halvings));
}

/** Of eigenvalues that are all direct + slope·λ of places λ which weigh the same. */
export function placesLaw(moduli: Float64Array): ExponentLaw {
  const falling = moduli.toSorted().reverse();
  return (share) => {
    const place = Math.min(Math.max(share * falling.length - 0.5, 0), falling.length - 1);
    const before = falling[Math.floor(place)] ?? 0;
    const after = falling[Math.ceil(place)] ?? 0;
    return Math.log(before + (place % 1) * (after - before));
  };
}

/** Half of all exponents belong to directions that a step forgets: an LSTM's h follows from its c. */
export function halfForgotten(law: ExponentLaw): ExponentLaw {
  return (share) => (share < 0.5 ? law(2 * share) : -Infinity);
}

/** Places of Wigner's semicircle from −1 to 1, each of the same weight. */
export function semicirclePlaces(): Float64Array {
  /** Of the semicircle, below sin θ. */
  const shareBelow = (angle: number) => 0.5 + (angle + Math.sin(2 * angle) / 2) / Math.PI;
  return middles(places).map((share) =>
    Math.sin(bisectedTo((angle) => shareBelow(angle) < share, [-Math.PI / 2, Math.PI / 2], halvings)),
  );
}

const rings = 400;
const places = 2000;
const halvings = 50;

/** The middles of as many equal parts of (0, 1). */
function middles(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
}

/** The share of a circle of a radius about the centre that is nearer to 0 than a distance. */
function arcWithin(centre: number, radius: number, distance: number): number {
  if (radius === 0) return Math.abs(centre) < distance ? 1 : 0;
  const cosine = (distance ** 2 - centre ** 2 - radius ** 2) / (2 * Math.abs(centre) * radius);
  return 1 - Math.acos(Math.max(-1, Math.min(1, cosine))) / Math.PI;
}

/** What follows from all exponents of a network: dimension and entropy for each unit. */
export interface SpectrumNumbers {
  /** The largest exponent, nats per step: above that of any share of finitely many units. */
  readonly largest: number;
  /** Kaplan–Yorke dimension: how many of the largest exponents add up to zero. 0 where none grows. */
  readonly dimension: number;
  /** Kolmogorov–Sinai entropy by Pesin's formula: the sum of the positive exponents, nats per step. */
  readonly entropy: number;
  /** The share of the exponents that are positive. */
  readonly positive: number;
  /** The mean exponent, −Infinity where a direction is forgotten. */
  readonly mean: number;
}

const strips = 2000;
/** A share of the exponents that none of any network's is. */
const topmost = 1e-15;

/** The numbers of a law, by strips of equal share. */
export function spectrumNumbers(law: ExponentLaw): SpectrumNumbers {
  const exponents = middles(strips).map(law);
  let [sum, entropy, dimension] = [0, 0, 0];
  for (const exponent of exponents) {
    entropy += Math.max(exponent, 0) / strips;
    if (sum >= 0 && sum + exponent >= 0) dimension += 1 / strips;
    else if (sum >= 0) dimension += sum / -exponent / strips;
    sum += exponent;
  }
  return { largest: law(topmost), dimension, entropy, positive: shareAbove(law, 0), mean: sum / strips };
}

/** The share of the exponents that lie above one. */
function shareAbove(law: ExponentLaw, exponent: number): number {
  const [low] = bisected((share) => law(share) > exponent, [0, 1], halvings);
  return low;
}
