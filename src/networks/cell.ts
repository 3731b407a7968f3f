/**
 * What a cell is: how products with the recurrent matrices, p_k = g·W_k·h, become the next state unit by unit, and
 * the vector-Jacobian product of that. Each cell is a file of its own in `cells/`. Vectors of several blocks or
 * parts stand one after another: entry k·N + i is unit i's of block k. A state that carries an exponent E is a
 * mantissa here, and so is what stands beside it.
 */
import type { GatedCellName } from '../experiment/experiment.ts';
import type { ExponentRange, ScaledVector } from './scaled_vector.ts';
import type { Wide } from './wide.ts';

/** The modules that cells are, in every language under the same name: the ungated ones are one. */
export type CellModule = 'blend' | GatedCellName;

/** What a cell makes the next state from. */
export interface CellInput {
  /** p_k, and what stands beside it, times 2^−E, [blocks·N]. */
  readonly products: Float64Array;
  /** Input and bias, times 2^−E, [blocks·N]. */
  readonly drives: Float64Array;
  /** [parts·N] */
  readonly state: Float64Array;
  /** E */
  readonly exponent: number;
}

export interface CellStep {
  /** What is kept for the way back: pre-activations, and whatever else the state does not tell, [preActivations·N]. */
  readonly preActivation: Float64Array;
  /** [parts·N] */
  readonly state: Float64Array;
}

/** What a cell pulls a gradient back from. */
export interface CellCotangent {
  /** As the step kept it. */
  readonly preActivation: Float64Array;
  /** The state before the step, [parts·N]. */
  readonly state: Float64Array;
  /** ∂L/∂state after the step, [parts·N]. */
  readonly cotangent: readonly Wide[];
  readonly exponent: number;
}

export interface CellPullback {
  /** ∂L/∂p_k, [blocks·N]: what goes back through the recurrent matrices. */
  readonly products: readonly Wide[];
  /** ∂L/∂(input and bias), [blocks·N]. */
  readonly drives: readonly Wide[];
  /** What reaches the state before the step beside the matrices, [parts·N]. */
  readonly state: readonly Wide[];
}

/** The same cotangent in float64, ∂L/∂state·2^−e of any power e, which the pullback has too. */
export interface PlainCotangent extends Omit<CellCotangent, 'cotangent'> {
  readonly cotangent: Float64Array;
}

/** A pullback in float64. */
export interface PlainPullback {
  readonly products: Float64Array;
  readonly drives: Float64Array;
  readonly state: Float64Array;
}

/** The step's Jacobian where everything is zero: direct·1 + slope·g·W of the candidate's block. */
export interface RestJacobian {
  readonly direct: number;
  readonly slope: number;
  /** Of a state of two parts, of which the Jacobian is the second's: how much of it h is. */
  readonly readout?: number;
}

/**
 * Of a cell whose step has two products, one after the other: its candidate's matrix multiplies not h but what its gates make
 * of h. A step keeps that as the last of its pre-activations.
 */
export interface Stage {
  /** What the candidate's matrix multiplies, times 2^−E, [N], from the products of the gates. */
  readonly multiplied: (input: CellInput) => Float64Array;
  /** The pullback of the whole step from that of what follows the second product, and from ∂L/∂multiplied, [N]. */
  readonly pull: (
    taken: Omit<CellCotangent, 'cotangent'>,
    after: CellPullback,
    multiplied: readonly Wide[],
  ) => CellPullback;
}

export interface Cell {
  readonly stage?: Stage;
  readonly module: CellModule;
  /** Recurrent matrices, which stand below one another in W [blocks·N × N]. */
  readonly blocks: number;
  /** What each of several is called, such as Wᵣ. */
  readonly blockNames?: readonly string[];
  /** The block whose product becomes the candidate for the next state. */
  readonly candidate: number;
  /**
   * Of a cell whose gates decide how long a unit remembers: the block of the gate that keeps, what the cell itself adds to its
   * pre-activation, and the block of the gate that lets in, where that is another.
   */
  readonly remembering?: { readonly keeps: number; readonly bias: number; readonly lets?: number };
  /** Vectors [N] that make up the state: h, and for an LSTM c. */
  readonly parts: number;
  /** Vectors [N] that a step keeps for the way back. */
  readonly preActivations: number;
  /** Vectors [N] of the state before a step that the way back needs besides. */
  readonly statesKept: number;
  /** Whether the candidate has a bias of its own beside its product, apart from that beside the input. */
  readonly recurrentBias: boolean;
  /** The powers of two that the state may carry. */
  readonly exponents: ExponentRange;
  /** h before the warm-up from σ_0·z; other parts start at 0. */
  readonly initialHidden: (z: number) => number;
  readonly rest: RestJacobian;
  readonly next: (input: CellInput) => CellStep;
  /** The vector-Jacobian product of `next`. */
  readonly pull: (cotangent: CellCotangent) => CellPullback;
  /**
   * Σ_i ln |slope of unit i| of a step, of a cell whose Jacobian is diag(slopes)·g·W alone: its logarithm is this and that of
   * det g·W. Of others it is no simple sum.
   */
  readonly logSlopes?: (preActivation: ScaledVector) => number;
  /**
   * How the slope by a unit's product changes with its pre-activation, of a cell whose pull depends on nothing else; of others it
   * is no single number.
   */
  readonly curvature?: (preActivation: number) => number;
  /**
   * `pull` in plain float64, an order of magnitude faster; undefined where a factor is so small that a product may leave
   * its range. Entries of the cotangent are zero or within 2^±500.
   */
  readonly pullPlain: (cotangent: PlainCotangent) => PlainPullback | undefined;
}

/** Whether the state may carry a power of two other than 1. */
export function carriesExponent({ exponents: [least, most] }: Pick<Cell, 'exponents'>): boolean {
  return least !== 0 || most !== 0;
}

/** Of entries of blocks [blocks·N] the candidate's, [N], and all with those zero. */
export function atCandidate<Entry>(
  { candidate, blocks }: Pick<Cell, 'candidate' | 'blocks'>,
  all: readonly Entry[],
  zero: Entry,
): { readonly own: Entry[]; readonly others: Entry[] } {
  const size = all.length / blocks;
  const [from, to] = [candidate * size, (candidate + 1) * size];
  return { own: all.slice(from, to), others: all.map((value, i) => (i >= from && i < to ? zero : value)) };
}

/** The candidate's matrix [N × columns] of all below one another. */
export function candidateMatrix(
  { candidate, blocks }: Pick<Cell, 'candidate' | 'blocks'>,
  weights: Float64Array,
): Float64Array {
  const size = weights.length / blocks;
  return weights.subarray(candidate * size, (candidate + 1) * size);
}
