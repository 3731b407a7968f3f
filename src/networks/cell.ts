/**
 * Cells: what a recurrent step is. A step is a product with each recurrent matrix, p_k = g·W_k·h, and what the
 * cell makes of them unit by unit; so is its vector-Jacobian product. Each cell is a file of its own in `cells/`.
 */
import type { ExponentRange } from './scaled_vector.ts';

/** What a cell makes the next state of one unit from. A state that carries an exponent E is a mantissa here. */
export interface UnitInput {
  /** p_k, and what stands beside it, times 2^−E, [blocks]. */
  readonly products: readonly number[];
  /** Input and bias of each block, times 2^−E, [blocks]. */
  readonly drives: readonly number[];
  /** The unit's entry of each part of the state, [parts]. */
  readonly state: readonly number[];
  /** E */
  readonly exponent: number;
}

export interface UnitStep {
  /** What is kept for the way back: pre-activations, and whatever else cannot be had from the state. */
  readonly preActivation: readonly number[];
  /** The unit's entry of each part of the next state, [parts]. */
  readonly state: readonly number[];
}

/** What a cell pulls the gradient of one unit back from. */
export interface UnitCotangent {
  /** As the step kept it. */
  readonly preActivation: readonly number[];
  /** The state before the step, [parts]. */
  readonly state: readonly number[];
  /** ∂L/∂state after the step, [parts]. */
  readonly cotangent: readonly number[];
  readonly exponent: number;
}

export interface UnitPullback {
  /** ∂L/∂p_k, [blocks]: what goes through the recurrent matrices. */
  readonly products: readonly number[];
  /** ∂L/∂(input and bias) of each block, [blocks]. */
  readonly drives: readonly number[];
  /** What reaches the state before the step beside the matrices, [parts]. */
  readonly state: readonly number[];
}

/** The step's Jacobian where everything is zero: direct·1 + slope·g·W of the candidate's block. */
export interface RestJacobian {
  readonly direct: number;
  readonly slope: number;
}

export interface Cell {
  /** Recurrent matrices, which stand below one another in W [blocks·N × N]. */
  readonly blocks: number;
  /** The block whose product becomes the candidate for the next state. */
  readonly candidate: number;
  /** Vectors [N] that make up the state: h, and for an LSTM c. */
  readonly parts: number;
  /** Vectors [N] that a step keeps for the way back. */
  readonly preActivations: number;
  /** Whether the candidate has a bias of its own beside its product, apart from that beside the input. */
  readonly recurrentBias: boolean;
  /** The powers of two that the state may carry. */
  readonly exponents: ExponentRange;
  /** h before the warm-up from σ_0·z; other parts start at 0. */
  readonly initialHidden: (z: number) => number;
  readonly rest: RestJacobian;
  readonly next: (unit: UnitInput) => UnitStep;
  /** The vector-Jacobian product of `next`. */
  readonly pull: (unit: UnitCotangent) => UnitPullback;
}
