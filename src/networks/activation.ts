/** The activation of an experiment, in float64, and as a state sees it that carries a power of two. */
import { type ActivationName, type Experiment, isGated, isKinked } from '../experiment/experiment.ts';
import type { Activation } from './activations/activation.ts';
import { gelu } from './activations/gelu.ts';
import { identity } from './activations/identity.ts';
import { leakyRelu } from './activations/leaky_relu.ts';
import { relu } from './activations/relu.ts';
import { sigmoid } from './activations/sigmoid.ts';
import { softplus } from './activations/softplus.ts';
import { tanh } from './activations/tanh.ts';
import { type ExponentRange, timesPowerOfTwo } from './scaled_vector.ts';
import { deep, numberOf, times, tooSmall, type Wide, wide } from './wide.ts';

/** What of an experiment an activation depends on. */
type ActivationSettings = Pick<Experiment, 'activation' | 'negativeSlope'>;

/** The activation of an experiment. */
export function activationOf(settings: ActivationSettings): Activation {
  return activations[settings.activation](settings);
}

/** Whether a slope may be exactly zero, so that a gradient may die. */
export function masks({ cell, ...settings }: ActivationSettings & Pick<Experiment, 'cell'>): boolean {
  return !isGated(cell) && isKinked(settings.activation) && activationOf(settings).derivative(-1) === 0;
}

const activations: Readonly<Record<ActivationName, (settings: ActivationSettings) => Activation>> = {
  tanh: () => tanh,
  sigmoid: () => sigmoid,
  relu: () => relu,
  'leaky-relu': ({ negativeSlope }) => leakyRelu(negativeSlope),
  identity: () => identity,
  softplus: () => softplus,
  gelu: () => gelu,
};

/**
 * Beyond 2^±60 an activation has reached its limit: z·φ′(0) towards zero, max(z, 0) towards infinity. The
 * error of the limit, relative to the state, is below 2⁻⁵⁹.
 */
export const limitExponent = 60;

/** Whether 2^E·z is: beside the largest entry of a state, of which E is, another may have been left behind. */
function isBeyond(z: number, exponent: number): boolean {
  return exponent > limitExponent && Math.abs(timesPowerOfTwo(z, exponent)) > 2 ** limitExponent;
}

/** 2^−E·φ(2^E·z): the activation seen by a state that carries the exponent E. */
export function scaledValue(activation: Activation, z: number, exponent: number): number {
  if (activation.homogeneous) return activation.value(z);
  if (isBeyond(z, exponent)) return Math.max(z, 0);
  if (exponent < -limitExponent) return activation.slopeAtRest * z;
  return timesPowerOfTwo(activation.value(timesPowerOfTwo(z, exponent)), -exponent);
}

/** φ′(2^E·z) */
export function scaledSlope(activation: Activation, z: number, exponent: number): Wide {
  if (activation.homogeneous) return activation.slope(z);
  if (isBeyond(z, exponent)) return wide(z > 0 ? 1 : 0);
  if (exponent < -limitExponent) return wide(activation.slopeAtRest);
  return activation.slope(timesPowerOfTwo(z, exponent));
}

/** φ(x) of an x that may be out of float64's range. */
export function wideValue(activation: Activation, x: Wide): Wide {
  if (activation.homogeneous) return wide(activation.value(x.mantissa), x.exponent);
  const z = clamped(x);
  if (Math.abs(z) < activation.linearBelow && activation.value(0) === 0)
    return times(wide(activation.slopeAtRest), x);
  return isBounded(activation) || z < 2 ** limitExponent ? wide(activation.value(z)) : x;
}

/** φ′(x) of such an x. */
export function wideSlope(activation: Activation, x: Wide): Wide {
  return activation.slope(activation.homogeneous ? x.mantissa : clamped(x));
}

/** In float64, a number beyond its range as its end: there every slope has reached its limit. */
function clamped(x: Wide): number {
  return Math.max(-Number.MAX_VALUE, Math.min(numberOf(x), Number.MAX_VALUE));
}

/** Whether φ has an end in both directions, so that no state carries a positive power of two. */
function isBounded({ exponents: [, most] }: Activation): boolean {
  return most === 0;
}

/**
 * The powers of two that the state of a cell with gates may carry, φ being its candidate's. Gates see the true
 * pre-activation: a state that φ bounds carries none, and one that may vanish or grow without bound carries what φ lets it.
 */
export function gatedExponents(activation: Activation): ExponentRange {
  return isBounded(activation) ? [0, 0] : activation.exponents;
}

/** Whether a slope φ′(z) may take products out of float64's range. */
export function isFlat(activation: Activation, z: number, slope: number): boolean {
  return tooSmall(slope) || (isBounded(activation) && deep(z));
}
