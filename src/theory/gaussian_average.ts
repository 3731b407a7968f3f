/**
 * Averages over a Gaussian pre-activation z ~ N(0, q). The trapezoid rule converges geometrically for them; its nodes lie
 * closer together where φ is narrow against √q.
 */
import type { Activation } from '../networks/activations/activation.ts';

/** Quadrature covers |x| ≤ 8 standard deviations; what lies beyond weighs 1e-15. */
const reach = 8;

/** Places z and what each weighs; the weights sum to 1. */
export interface Nodes {
  readonly z: Float64Array;
  readonly weights: Float64Array;
}

/** Nodes for averages over z ~ N(0, variance) of a function that changes over a distance of about 1. */
export function gaussianNodes(variance: number): Nodes {
  const scale = Math.sqrt(variance);
  const half = 80 * Math.max(1, Math.ceil(scale / Math.sqrt(5)));
  const weights = weightsOf(half);
  return { z: weights.map((_, i) => (scale * reach * (i - half)) / half), weights };
}

/** ⟨φ′(z)^k⟩ when only the two slopes far from zero matter: ½(φ′(∞)^k + φ′(−∞)^k). */
export function farSlopes({ derivative }: Activation): Slopes {
  return { slopes: Float64Array.of(derivative(-1e3), derivative(1e3)), weights: Float64Array.of(0.5, 0.5) };
}

/** The distribution of d = φ′(z): values, and what each weighs. */
export interface Slopes {
  readonly slopes: Float64Array;
  readonly weights: Float64Array;
}

/** That of z ~ N(0, variance); an infinite variance sees only the two slopes far from zero. */
export function slopesAt(activation: Activation, variance: number): Slopes {
  if (activation.homogeneous || variance === Infinity) return farSlopes(activation);
  const { z, weights } = gaussianNodes(variance);
  return { slopes: z.map(activation.derivative), weights };
}

/** Σ weight·f(value) */
export function average(values: Float64Array, weights: Float64Array, f: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i] ?? 0;
    // Where nothing weighs, f may be infinite.
    if (weight > 0) sum += weight * f(values[i] ?? 0);
  }
  return sum;
}

const knownWeights = new Map<number, Float64Array>();

/** Weights of nodes x = reach·i/half, i = −half … half. */
function weightsOf(half: number): Float64Array {
  const known = knownWeights.get(half);
  if (known) return known;
  const weights = Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
    Math.exp(-0.5 * ((reach * (i - half)) / half) ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const normalised = weights.map((weight) => weight / total);
  knownWeights.set(half, normalised);
  return normalised;
}
