/** The gradient pulled back through time: through the cell, then through g·W_kᵀ of every block. */
import type { Step } from './forward.ts';
import type { Network } from './network.ts';
import { anyExponent, rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry, multiplyTransposed } from './vector.ts';

/** What of a network the way back needs. */
type PulledNetwork = Pick<Network, 'cell' | 'weights' | 'gain'>;

/** A step as the way back sees it: the state it came from, and what it kept. */
export interface StepTaken {
  /** state_{t−1} [parts·N], at the exponent of the pre-activations or any other. */
  readonly from: ScaledVector;
  /** z_t [preActivations·N] */
  readonly preActivation: ScaledVector;
}

/** The vector-Jacobian product of one step. */
export interface Pullback {
  /** ∂L/∂state_{t−1} */
  readonly gradient: ScaledVector;
  /** ∂L/∂p_k of every block, and ∂L/∂(input and bias), [blocks·N], with the exponent of the gradient at t. */
  readonly products: Float64Array;
  readonly drives: Float64Array;
}

/** From ∂L/∂state_t to ∂L/∂state_{t−1}. */
export function stepBackward(
  network: PulledNetwork,
  { from, preActivation }: StepTaken,
  gradient: ScaledVector,
): Pullback {
  const { cell, gain } = network;
  const { exponent } = preActivation;
  const shift = from.exponent - exponent;
  const pulled = cell.pull({
    preActivation: preActivation.values,
    state: shift === 0 ? from.values : from.values.map((value) => timesPowerOfTwo(value, shift)),
    cotangent: gradient.values,
    exponent,
  });
  const { products, drives, state: values } = pulled;
  multiplyTransposed(network.weights, products).forEach((product, unit) => {
    values[unit] = entry(values, unit) + gain * product;
  });
  return { gradient: rescaled({ values, exponent: gradient.exponent }, anyExponent), products, drives };
}

/** δ_T = v */
export function initialGradient({ cotangent }: Pick<Network, 'cotangent'>): ScaledVector {
  return rescaled({ values: cotangent, exponent: 0 }, anyExponent);
}

/** δ_0 … δ_T from v = δ_T and steps 1 … T, each with the state it came from. */
export function backward(
  network: PulledNetwork & Pick<Network, 'cotangent'>,
  taken: readonly StepTaken[],
): ScaledVector[] {
  let gradient = initialGradient(network);
  const gradients = [gradient];
  for (const step of taken.toReversed()) {
    ({ gradient } = stepBackward(network, step, gradient));
    gradients.push(gradient);
  }
  return gradients.reverse();
}

/** Steps as the way back sees them: each with the state that the one before it led to. */
export function stepsTaken(start: ScaledVector, trajectory: readonly Step[]): StepTaken[] {
  return trajectory.map(({ preActivation }, i) => ({
    from: trajectory[i - 1]?.state ?? start,
    preActivation,
  }));
}
