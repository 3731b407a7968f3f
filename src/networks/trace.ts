/** Everything about one network on one trajectory. */
import type { ScaledVector } from './scaled_vector.ts';

/**
 * Vectors that may leave the range of any float are kept as a mantissa and a power of two: the true value at row t is
 * `values[t, i] · 2^exponents[t]`.
 */
export interface ScaledRows {
  /** Row-major: the vectors [hiddenSize] of a row one after another. */
  readonly values: Float64Array;
  /** Power of two of each row, [rows]. */
  readonly exponents: Int32Array;
}

/** Times `from` … `to` of a sequence. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What of a sequence a trace is of. */
export interface TracedStretch extends Stretch {
  /** Of it these times alone, ascending from its first to its last; what the cell keeps of a step is then left out. */
  readonly times?: readonly number[];
}

/** How a network is traced. */
export interface TraceOptions {
  readonly signal: AbortSignal;
  /**
   * Of which times everything is kept; of all of them unless said. Of a stretch the rows below are those of its times
   * alone, its gradients those of the whole way back.
   */
  readonly stretch?: TracedStretch;
  /** Told now and then which share is done. */
  readonly progress?: (share: number) => void;
}

export interface Trace {
  /** W at gain 1, the cell's blocks below one another, row-major [blocks·hiddenSize × hiddenSize]. */
  readonly weights: Float64Array;
  /** state_0, after the warm-up, … state_T in rows 0 … T, a vector for each part. */
  readonly state: ScaledRows;
  /** What the cell keeps of steps 1 … T (z_1 … z_T) in rows 0 … T−1, each at its state's exponent. */
  readonly preActivation: ScaledRows;
  /** δ_0 … δ_T in rows 0 … T, a vector for each part. */
  readonly gradient: ScaledRows;
}

/** The rows of a trace, one vector each. */
export function rowsOf({ values, exponents }: ScaledRows): ScaledVector[] {
  const size = values.length / exponents.length;
  return Array.from(exponents, (exponent, row) => ({
    values: values.slice(row * size, (row + 1) * size),
    exponent,
  }));
}
