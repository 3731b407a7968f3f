/** The gradient with respect to what training changes: a sum over time of outer products. */
import { initialGradient, type StepTaken, stepBackward } from './backward.ts';
import type { Network } from './network.ts';
import { log10Norm, plus, type ScaledVector, scaledZero } from './scaled_vector.ts';
import { weightGradientTerm } from './weight_gradient.ts';

export interface ParameterGradient {
  /** ∂L/∂W_hh, [blocks·N × N]. (W_hh = g·W: with respect to the weights themselves, not to W.) */
  readonly weights: ScaledVector;
  /** ∂L/∂b of what enters with the input (PyTorch's bias_ih), [blocks·N]. */
  readonly bias: ScaledVector;
  /** ∂L/∂ of what stands beside the products (PyTorch's bias_hh), [blocks·N]. */
  readonly recurrentBias: ScaledVector;
}

/**
 * Σ_t ∂L/∂p_t ⊗ h_{t−1} and Σ_t ∂L/∂p_t over steps 1 … T, from v = ∂L/∂state_T. Terms that differ by more decades
 * than float64 has are added as far as they can be told apart.
 */
export function parameterGradient(network: Network, taken: readonly StepTaken[]): ParameterGradient {
  const rows = network.cell.blocks * network.hiddenSize;
  let weights = scaledZero(network.weights.length);
  let bias = scaledZero(rows);
  let recurrentBias = scaledZero(rows);
  let gradient = initialGradient(network);
  for (const step of taken.toReversed()) {
    const pulled = stepBackward(network, step, gradient);
    weights = plus(weights, weightGradientTerm(network, pulled.products, step));
    bias = plus(bias, pulled.drives);
    recurrentBias = plus(recurrentBias, pulled.products);
    gradient = pulled.gradient;
  }
  return { weights, bias, recurrentBias };
}

/**
 * log10 ‖∂L/∂θ‖₂ over the recurrent weights and biases θ, in decades. Of two biases that only appear as a sum one
 * is a parameter; the random drive stands for the input and its weights, and has none.
 */
export function log10ParameterNorm(
  { cell, hiddenSize }: Network,
  { weights, bias, recurrentBias }: ParameterGradient,
): number {
  const candidate = cell.candidate * hiddenSize;
  const own = {
    values: recurrentBias.values.subarray(candidate, candidate + hiddenSize),
    exponent: recurrentBias.exponent,
  };
  const parts = [weights, bias, ...(cell.recurrentBias ? [own] : [])].map(log10Norm);
  const largest = Math.max(...parts);
  if (largest === -Infinity) return largest;
  return largest + 0.5 * Math.log10(parts.reduce((sum, part) => sum + 10 ** (2 * (part - largest)), 0));
}
