/**
 * The gradient with respect to the recurrent matrices, ∂L/∂W_hh, W_hh = g·W: a sum over time of the chain rule's terms,
 * ∂L/∂p_t ⊗ h_{t−1} with p_t = W_hh·h_{t−1}. (The one with respect to W at gain 1 is g times as large.)
 */
import { type StepTaken, stepBackward, stepsTaken } from './backward.ts';
import type { Network } from './network.ts';
import type { Run } from './run.ts';
import { plus, type ScaledVector, scaledOuterProduct, scaledZero } from './scaled_vector.ts';

/**
 * ∂L/∂W_hh [blocks·N × N], the sum over the steps of a run, 1 … T of a whole one: the gradient is cut at state_0, so that a warm-up has no part in
 * it. `breathe` is awaited after every step, as in a run.
 */
export async function weightGradient(
  network: Network,
  run: Run,
  breathe: () => Promise<void> | undefined = () => undefined,
): Promise<ScaledVector> {
  let sum = scaledZero(network.weights.length);
  for (const term of weightGradientTerms(network, run)) {
    sum = plus(sum, term);
    await breathe();
  }
  return sum;
}

/** The terms of a run's steps, each row-major [blocks·N × N]: what step t's use of the matrices contributes. */
export function* weightGradientTerms(
  network: Network,
  { start, steps, gradients }: Run,
): Generator<ScaledVector, void, void> {
  for (const [step, taken] of stepsTaken(start, steps).entries()) {
    const gradient = gradients[step + 1];
    if (!gradient) throw new RangeError(`There is no gradient at step ${step + 1}.`);
    const { products } = stepBackward(network, taken, gradient);
    yield weightGradientTerm(network, products, taken);
  }
}

/** The term of a step, from ∂L/∂p_t [blocks·N]. */
export function weightGradientTerm(
  { cell, hiddenSize }: Network,
  products: ScaledVector,
  { from: { values, exponent }, preActivation }: StepTaken,
): ScaledVector {
  const hidden = { values: values.subarray(0, hiddenSize), exponent };
  if (!cell.stage) return scaledOuterProduct(products, hidden);
  const candidate = (row: number) => Math.floor(row / hiddenSize) === cell.candidate;
  const of = (wanted: boolean): ScaledVector => ({
    values: products.values.map((value, row) => (candidate(row) === wanted ? value : 0)),
    exponent: products.exponent,
  });
  const multiplied = { ...preActivation, values: preActivation.values.slice(-hiddenSize) };
  return plus(scaledOuterProduct(of(false), hidden), scaledOuterProduct(of(true), multiplied));
}
