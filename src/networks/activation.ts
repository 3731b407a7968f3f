/** The activation of an experiment, in float64, and as a state sees it that carries a power of two. */
import { type ActivationName, type Experiment, isGated } from '../experiment/experiment.ts';
import type { Activation } from './activations/activation.ts';
import { gelu } from './activations/gelu.ts';
import { identity } from './activations/identity.ts';
import { leakyRelu } from './activations/leaky_relu.ts';
import { relu } from './activations/relu.ts';
import { sigmoid } from './activations/sigmoid.ts';
import { softplus } from './activations/softplus.ts';
import { tanh } from './activations/tanh.ts';
import { timesPowerOfTwo } from './scaled_vector.ts';
import { type Wide, wide } from './wide.ts';

/** What of an experiment an activation depends on. */
type ActivationSettings = Pick<Experiment, 'activation' | 'negativeSlope'>;

/** The activation of an experiment. */
export function activationOf(settings: ActivationSettings): Activation {
  return activations[settings.activation](settings);
}

/** Whether a slope may be exactly zero, so that a gradient may die. */
export function masks({ cell, ...settings }: ActivationSettings & Pick<Experiment, 'cell'>): boolean {
  const { kinked, derivative } = activationOf(settings);
  return !isGated(cell) && kinked && derivative(-1) === 0;
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

/** 2^−E·φ(2^E·z): the activation seen by a state that carries the exponent E. */
export function scaledValue(activation: Activation, z: number, exponent: number): number {
  if (activation.homogeneous) return activation.value(z);
  if (exponent > limitExponent) return Math.max(z, 0);
  if (exponent < -limitExponent) return activation.slopeAtRest * z;
  return timesPowerOfTwo(activation.value(timesPowerOfTwo(z, exponent)), -exponent);
}

/** φ′(2^E·z) */
export function scaledSlope(activation: Activation, z: number, exponent: number): Wide {
  if (activation.homogeneous) return activation.slope(z);
  if (exponent > limitExponent) return wide(z > 0 ? 1 : 0);
  if (exponent < -limitExponent) return wide(activation.slopeAtRest);
  return activation.slope(timesPowerOfTwo(z, exponent));
}
