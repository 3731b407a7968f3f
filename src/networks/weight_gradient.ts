/**
 * The gradient of the loss with respect to the recurrent matrices: the chain rule's sum over time,
 * ∂L/∂W_hh = Σ_t ∂L/∂p_t ⊗ h_{t−1} with p_t = W_hh·h_{t−1}, term by term.
 */
import { stepBackward, stepsTaken } from './backward.ts';
import type { Network } from './network.ts';
import type { Run } from './run.ts';
import { anyExponent, rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry } from './vector.ts';

/** The terms t = 1 … T, each row-major [blocks·N × N]: what step t's use of the matrices contributes. */
export function weightGradientTerms(network: Network, { start, steps, gradients }: Run): ScaledVector[] {
  return stepsTaken(start, steps).map((taken, step) => {
    const gradient = gradients[step + 1];
    if (!gradient) throw new RangeError(`There is no gradient at step ${step + 1}.`);
    const { products } = stepBackward(network, taken, gradient);
    const hidden = taken.from.values.subarray(0, network.hiddenSize);
    const exponent = gradient.exponent + taken.from.exponent;
    return rescaled({ values: outer(products, hidden), exponent }, anyExponent);
  });
}

/** The sum of such terms. */
export function sumOfTerms(terms: readonly ScaledVector[]): ScaledVector {
  const exponent = Math.max(...terms.map((term) => term.exponent));
  const values = new Float64Array(terms[0]?.values.length ?? 0);
  for (const term of terms) {
    term.values.forEach((value, i) => {
      values[i] = entry(values, i) + timesPowerOfTwo(value, term.exponent - exponent);
    });
  }
  return rescaled({ values, exponent }, anyExponent);
}

/** a ⊗ b, row-major. */
function outer(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: a.length * b.length }, (_, i) => {
    const row = Math.floor(i / b.length);
    return entry(a, row) * entry(b, i - row * b.length);
  });
}
