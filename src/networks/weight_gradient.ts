/**
 * The gradient of the loss with respect to the recurrent matrix: the chain rule's sum over time,
 * ∂L/∂W_hh = Σ_t (φ′(z_t) ⊙ δ_t) ⊗ h_{t−1}, term by term.
 */
import { scaledDerivative } from './activation.ts';
import type { Network } from './network.ts';
import type { Run } from './run.ts';
import { anyExponent, rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry } from './vector.ts';

/** The terms t = 1 … T, each row-major [N × N]: what step t's use of W_hh contributes. */
export function weightGradientTerms(
  { activation }: Pick<Network, 'activation'>,
  { start, steps, gradients }: Run,
): ScaledVector[] {
  return steps.map(({ preActivation }, step) => {
    const before = steps[step - 1]?.state ?? start;
    const gradient = gradients[step + 1] ?? { values: new Float64Array(), exponent: 0 };
    const cotangent = gradient.values.map(
      (delta, unit) =>
        delta * scaledDerivative(activation, entry(preActivation.values, unit), preActivation.exponent),
    );
    const exponent = gradient.exponent + before.exponent;
    return rescaled({ values: outer(cotangent, before.values), exponent }, anyExponent);
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
