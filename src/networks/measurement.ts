/** What is measured of many networks at once. */

/** What is measured only where it is wanted. */
export type OptionalQuantity = 'restRadius' | 'parameterNorm';

/** What is measured unless it is done without: ρ(W_hh) and ‖W_hh‖₂, which take longer than a short run does. */
export type DispensableQuantity = 'spectra';

/**
 * What an engine yields for networks `first` … `first + count − 1`. Norms are decades (log10), row-major
 * [network, time] over the experiment's `keptTimes`; an exact zero is −Infinity; NaN occurs nowhere but in what was
 * done without.
 */
export interface Measurement {
  readonly first: number;
  readonly count: number;
  /** ρ(W_hh) = g·ρ(W) of the candidate's block, [count]. Zero for a nilpotent matrix; NaN where spectra were done without. */
  readonly spectralRadius: Float64Array;
  /** ‖W_hh‖₂ = g·‖W‖₂ of the candidate's block, [count]; NaN likewise. */
  readonly spectralNorm: Float64Array;
  /** ρ of the step's Jacobian at rest, [count]; only where it was wanted. */
  readonly restRadius?: Float64Array;
  /**
   * log10 ‖∂L/∂W_hh‖_F over all blocks of W_hh = g·W, summed over steps 1 … T, [count]; only where it was wanted. With
   * respect to W_hh itself, not to W at gain 1, whose gradient is g times as large.
   */
  readonly log10ParameterNorm?: Float64Array;
  /** log10 ‖∂L/∂state_t‖, [count × times]. */
  readonly log10GradientNorm: Float64Array;
  /** log10 ‖state_t‖, [count × times]. */
  readonly log10StateNorm: Float64Array;
  /** Largest t at which ∂L/∂state_t is exactly zero (every unit masked), or −1 for a living network, [count]. */
  readonly deathStep: Int32Array;
  /** Floating-point operations spent on this chunk (a multiply-add is two). */
  readonly operations: number;
  readonly seconds: WorkSeconds;
  /** Of the chunk, what left the engine's range and was measured in float64; nothing where nothing is said. */
  readonly beyondRange?: BeyondRange;
}

/** What float32 could not hold. */
export interface BeyondRange {
  readonly networks: number;
  /** That float64 took for them. */
  readonly seconds: number;
}

/** How long an engine has worked, by what it did: the two are as fast as each other on no engine. */
export interface WorkSeconds {
  /** Drawing matrices and finding their spectra; 0 where all were kept. */
  readonly drawing: number;
  /** Both passes, forward and back. */
  readonly passes: number;
}
