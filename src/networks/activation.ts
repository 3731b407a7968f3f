/**
 * Activations φ and their derivatives φ′ in float64, exact in the tails: φ′ is never computed as 1 − h²,
 * which is 0.08 % off at |z| = 6 and 0 from |z| = 9 in single precision.
 */
import erfc from '@stdlib/math-base-special-erfc';
import type { ActivationName, Experiment } from '../experiment/experiment.ts';
import { anyExponent, type ExponentRange, timesPowerOfTwo } from './scaled_vector.ts';

export interface Activation {
  /** φ(z) */
  readonly value: (z: number) => number;
  /** φ′(z) */
  readonly derivative: (z: number) => number;
  /** Whether φ(c·z) = c·φ(z) for every c > 0, so that a common scale of the state passes through. */
  readonly homogeneous: boolean;
  /**
   * The powers of two that the state may carry: negative ones where a vanishing state would underflow,
   * positive ones where φ is unbounded.
   */
  readonly exponents: ExponentRange;
  /** φ′(0), at a kink that from above. */
  readonly slopeAtRest: number;
}

/** The activation of an experiment. */
export function activationOf({
  activation,
  negativeSlope,
}: Pick<Experiment, 'activation' | 'negativeSlope'>): Activation {
  return activation === 'leaky-relu' ? rectifier(negativeSlope) : byName[activation];
}

/**
 * Beyond 2^±60 an activation has reached its limit: z·φ′(0) towards zero, max(z, 0) towards infinity. The
 * error of the limit, relative to the state, is below 2⁻⁵⁹.
 */
const limitExponent = 60;

/** 2^−E·φ(2^E·z): the activation seen by a state that carries the exponent E. */
export function scaledValue(activation: Activation, z: number, exponent: number): number {
  if (activation.homogeneous) return activation.value(z);
  if (exponent > limitExponent) return Math.max(z, 0);
  if (exponent < -limitExponent) return activation.derivative(0) * z;
  return timesPowerOfTwo(activation.value(timesPowerOfTwo(z, exponent)), -exponent);
}

/** φ′(2^E·z) */
export function scaledDerivative(activation: Activation, z: number, exponent: number): number {
  if (activation.homogeneous) return activation.derivative(z);
  if (exponent > limitExponent) return z > 0 ? 1 : 0;
  if (exponent < -limitExponent) return activation.derivative(0);
  return activation.derivative(timesPowerOfTwo(z, exponent));
}

function rectifier(negativeSlope: number): Activation {
  return {
    value: (z) => (z > 0 ? z : negativeSlope * z),
    derivative: (z) => (z > 0 ? 1 : negativeSlope),
    homogeneous: true,
    exponents: anyExponent,
    slopeAtRest: 1,
  };
}

/** Logistic function σ(z) = 1/(1 + exp(−z)), without overflow. */
export function logistic(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z > 0 ? 1 / (1 + e) : e / (1 + e);
}

/** σ′(z) */
export function logisticSlope(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return e / (1 + e) ** 2;
}

/** tanh′(z) */
export function tanhSlope(z: number): number {
  const e = Math.exp(-2 * Math.abs(z));
  return (4 * e) / (1 + e) ** 2;
}

/** Standard normal density. */
function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** Standard normal distribution function. */
function distribution(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

const byName: Record<Exclude<ActivationName, 'leaky-relu'>, Activation> = {
  tanh: {
    value: Math.tanh,
    derivative: tanhSlope,
    homogeneous: false,
    exponents: [-Infinity, 0],
    slopeAtRest: 1,
  },
  sigmoid: {
    value: logistic,
    derivative: logisticSlope,
    homogeneous: false,
    exponents: [0, 0],
    slopeAtRest: 0.25,
  },
  relu: rectifier(0),
  identity: {
    value: (z) => z,
    derivative: () => 1,
    homogeneous: true,
    exponents: anyExponent,
    slopeAtRest: 1,
  },
  softplus: {
    value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    derivative: logistic,
    homogeneous: false,
    exponents: [0, Infinity],
    slopeAtRest: 0.5,
  },
  gelu: {
    value: (z) => z * distribution(z),
    derivative: (z) => distribution(z) + z * density(z),
    homogeneous: false,
    exponents: anyExponent,
    slopeAtRest: 0.5,
  },
};
