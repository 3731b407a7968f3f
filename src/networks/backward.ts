/** The gradient pulled back through time: δ_{t−1} = g·Wᵀ(φ′(z_t) ⊙ δ_t). */
import { scaledDerivative } from './activation.ts';
import type { Network } from './network.ts';
import { anyExponent, rescaled, type ScaledVector } from './scaled_vector.ts';
import { entry, multiplyTransposed } from './vector.ts';

/** The vector-Jacobian product of one step: from δ_t and z_t to δ_{t−1}. */
export function stepBackward(
  network: Pick<Network, 'weights' | 'gain' | 'activation'>,
  preActivation: ScaledVector,
  gradient: ScaledVector,
): ScaledVector {
  const cotangent = gradient.values.map(
    (delta, unit) =>
      delta * scaledDerivative(network.activation, entry(preActivation.values, unit), preActivation.exponent),
  );
  const values = multiplyTransposed(network.weights, cotangent).map((product) => network.gain * product);
  return rescaled({ values, exponent: gradient.exponent }, anyExponent);
}

/** δ_T = v */
export function initialGradient({ cotangent }: Pick<Network, 'cotangent'>): ScaledVector {
  return rescaled({ values: cotangent, exponent: 0 }, anyExponent);
}

/** δ_0 … δ_T from the pre-activations z_1 … z_T and v = δ_T. */
export function backward(
  network: Pick<Network, 'weights' | 'gain' | 'activation' | 'cotangent'>,
  preActivations: readonly ScaledVector[],
): ScaledVector[] {
  let gradient = initialGradient(network);
  const gradients = [gradient];
  for (const preActivation of preActivations.toReversed()) {
    gradient = stepBackward(network, preActivation, gradient);
    gradients.push(gradient);
  }
  return gradients.reverse();
}
