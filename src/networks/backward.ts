/** The gradient pulled back through time: through the cell, then through g·W_kᵀ of every block. */
import { atCandidate, candidateMatrix } from './cell.ts';
import type { Step } from './forward.ts';
import type { Network } from './network.ts';
import { type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import {
  sum,
  type Wide,
  type WideVector,
  wideEntries,
  wideMultiplyTransposed,
  wideVector,
  wideZero,
} from './wide.ts';

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
  readonly gradient: WideVector;
  /** ∂L/∂p_k of every block, and ∂L/∂(input and bias), [blocks·N]. */
  readonly products: ScaledVector;
  readonly drives: ScaledVector;
}

/** From ∂L/∂state_t to ∂L/∂state_{t−1}. */
export function stepBackward(
  network: PulledNetwork,
  { from, preActivation }: StepTaken,
  gradient: WideVector,
): Pullback {
  const { cell, gain, weights } = network;
  const { exponent } = preActivation;
  const shift = from.exponent - exponent;
  const taken = {
    preActivation: preActivation.values,
    state: shift === 0 ? from.values : from.values.map((value) => timesPowerOfTwo(value, shift)),
    exponent,
  };
  const first = cell.pull({ ...taken, cotangent: gradient.entries ?? wideEntries(gradient) });
  const throughCandidate = (own: readonly Wide[]) =>
    wideMultiplyTransposed(candidateMatrix(cell, weights), own, gain);
  const { products, drives, state } =
    cell.stage?.pull(taken, first, throughCandidate(atCandidate(cell, first.products, wideZero).own)) ??
    first;
  // What went through the second product has gone back already.
  const multiplied = cell.stage ? atCandidate(cell, products, wideZero).others : products;
  const throughMatrices = wideMultiplyTransposed(weights, multiplied, gain);
  const before = state.map((direct, unit) => sum(direct, throughMatrices[unit] ?? wideZero));
  const pulled = wideVector(products);
  return {
    gradient: wideVector(before),
    products: pulled,
    drives: drives === products ? pulled : wideVector(drives),
  };
}

/** δ_T = v */
export function initialGradient({ cotangent }: Pick<Network, 'cotangent'>): WideVector {
  return wideVector(wideEntries({ values: cotangent, exponent: 0 }));
}

/** δ_0 … δ_T from v = δ_T and steps 1 … T, each with the state it came from. */
export function backward(
  network: PulledNetwork & Pick<Network, 'cotangent'>,
  taken: readonly StepTaken[],
  end: WideVector = initialGradient(network),
): WideVector[] {
  let gradient = end;
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
