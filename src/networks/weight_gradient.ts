/**
 * The gradient with respect to the recurrent matrices, taken apart: the terms of the chain rule's sum over time,
 * ∂L/∂p_t ⊗ h_{t−1} with p_t = W_hh·h_{t−1}.
 */
import { stepBackward, stepsTaken } from './backward.ts';
import type { Network } from './network.ts';
import type { Run } from './run.ts';
import { anyExponent, rescaled, type ScaledVector } from './scaled_vector.ts';
import { outerProduct } from './vector.ts';

/** The terms t = 1 … T, each row-major [blocks·N × N]: what step t's use of the matrices contributes. */
export function weightGradientTerms(network: Network, { start, steps, gradients }: Run): ScaledVector[] {
  return stepsTaken(start, steps).map((taken, step) => {
    const gradient = gradients[step + 1];
    if (!gradient) throw new RangeError(`There is no gradient at step ${step + 1}.`);
    const { products } = stepBackward(network, taken, gradient);
    const hidden = taken.from.values.subarray(0, network.hiddenSize);
    const exponent = gradient.exponent + taken.from.exponent;
    return rescaled({ values: outerProduct(products, hidden), exponent }, anyExponent);
  });
}
