/**
 * Dynamic mean field of leaky cells with independent entries: how an infinitely wide network's pre-activations move. The
 * recurrent part x of a pre-activation z = x + input + bias is a stationary Gaussian process,
 *
 *   x_{t+1} = (1 − α)·x_t + α·η_t,  ⟨η_t·η_t'⟩ = g²·⟨φ(z_t)·φ(z_t')⟩,
 *
 * whose covariance is iterated until it makes itself (Sompolinsky, Crisanti & Sommers 1988; in steps: Clark 2026).
 */
import type { NetworkSettings } from '../experiment/network_settings.ts';
import type { Activation } from '../networks/activations/activation.ts';
import { entry } from '../networks/vector.ts';
import { bisected, bisectedTo } from './bisection.ts';
import { correlations } from './correlations.ts';
import { gaussianNodes } from './gaussian_average.ts';

export interface DynamicMeanField {
  /** The covariance of z at each distance in time, 0 first. */
  readonly covariance: Float64Array;
  /** ⟨φ′(z_t)·φ′(z_t′)⟩ at each distance in time. */
  readonly slopes: Float64Array;
}

/** Distances in time that are reckoned, in time constants 1/α. */
const timeConstants = 100;
const mostDistances = 2048;
const mostIterations = 3000;

/** Nothing reminds a network that nothing drives of states this part of whose covariance is left. */
const forgotten = 1e-3;

/** Undefined where the covariance does not settle, or lasts longer than is reckoned: close above the edge of chaos. */
export function dynamicMeanField(
  activation: Activation,
  leak: number,
  { gain, inputScale, biasScale }: NetworkSettings,
  startVariance: number,
): DynamicMeanField | undefined {
  const distances = Math.min(mostDistances, Math.ceil(timeConstants / leak));
  const bias = biasScale ** 2;
  const ofPreActivation = (x: Float64Array) =>
    x.map((value, distance) => value + bias + (distance === 0 ? inputScale ** 2 : 0));
  let x = Float64Array.from({ length: distances }, (_, distance) => {
    return startVariance * Math.exp(-0.5 * ((distance * leak) / 2) ** 2);
  });
  for (let i = 0; i < mostIterations; i++) {
    const values = correlations(activation.value, ofPreActivation(x));
    const next = filtered(values, 1 - leak, (leak * gain) ** 2);
    const scale = Math.max(entry(next, 0), 1e-12);
    if (!(scale < 1e6)) return undefined;
    let change = 0;
    x = x.map((value, distance) => {
      const after = (value + entry(next, distance)) / 2;
      change = Math.max(change, Math.abs(after - value) / scale);
      return after;
    });
    if (change < 1e-9) {
      const covariance = ofPreActivation(x);
      const driven = inputScale > 0 || biasScale > 0 || activation.value(0) !== 0;
      const lasting = entry(x, distances - 1) > forgotten * entry(x, 0) && entry(x, 0) > 1e-6;
      if (lasting && !driven) return undefined;
      return { covariance, slopes: correlations(activation.derivative, covariance) };
    }
  }
  return undefined;
}

/**
 * The covariance of what leaks by `keep` a step and is driven by noise of a covariance, times a factor: it is even in
 * time, and taken to stay as it is beyond the last distance.
 */
function filtered(covariance: Float64Array, keep: number, factor: number): Float64Array {
  const last = covariance.length - 1;
  const far = entry(covariance, last) / (1 - keep);
  // Σ_u keep^|t − u|·c(u): what lies later, and what lies earlier, of which half is mirrored.
  const later = new Float64Array(covariance.length);
  let sum = far;
  for (let t = last; t >= 0; t--) {
    sum = entry(covariance, t) + keep * sum;
    later[t] = sum;
  }
  const result = new Float64Array(covariance.length);
  // At 0 both sides are alike.
  let earlier = entry(later, 0);
  for (let t = 0; t <= last; t++) {
    if (t > 0) earlier = entry(covariance, t) + keep * earlier;
    result[t] = ((earlier + entry(later, t) - entry(covariance, t)) * factor) / (1 - keep ** 2);
  }
  return result;
}

/**
 * The largest exponent, nats per step: the s above which e^2s + (1−α)² − (1−α)·e^s·(S + S⁻¹) − (α·g)²·⟨φ′φ′⟩, with the
 * shift S in time, has no negative eigenvalue (Clark 2026; for α = 1 it is ½ ln(g²·⟨φ′²⟩)).
 */
export function largestExponent({ slopes }: DynamicMeanField, leak: number, gain: number): number {
  const keep = 1 - leak;
  const strength = (leak * gain) ** 2;
  const falls = (exponent: number) => {
    const factor = Math.exp(exponent);
    // The pivots of a tridiagonal matrix are negative as often as its eigenvalues are.
    let pivot = Infinity;
    for (let t = 1 - slopes.length; t < slopes.length; t++) {
      const diagonal = factor ** 2 + keep ** 2 - strength * entry(slopes, Math.abs(t));
      pivot = diagonal - (keep * factor) ** 2 / pivot;
      if (pivot <= 0) return true;
    }
    return false;
  };
  const ends = [Math.max(Math.log(keep), -50), Math.log(keep + leak * gain * 10) + 1] as const;
  return bisectedTo(falls, ends, 60);
}

/**
 * The mean exponent, nats per step: ln|det(1 − α + α·g·W·D)|/N = ½·⟨ln((1 − α)² + (α·g·φ′)²·u)⟩ − ½·u, where u makes
 * ⟨(α·g·φ′)²/((1 − α)² + (α·g·φ′)²·u)⟩ = 1; 0 where that is less at u = 0 already.
 */
export function meanExponent(activation: Activation, variance: number, leak: number, gain: number): number {
  const keep = (1 - leak) ** 2;
  const { z, weights } = gaussianNodes(variance);
  const strengths = z.map((at) => (leak * gain * activation.derivative(at)) ** 2);
  const mean = (f: (strength: number) => number) =>
    strengths.reduce((sum, strength, i) => sum + entry(weights, i) * f(strength), 0);
  const [low] = bisected((u) => mean((strength) => strength / (keep + strength * u)) > 1, [0, 1], 60);
  return 0.5 * mean((strength) => Math.log(keep + strength * low)) - 0.5 * low;
}
