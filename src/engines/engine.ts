/**
 * The one interface behind which everything that measures an experiment stands. Engines know nothing of
 * the page.
 */
import type { Experiment } from '../experiment/experiment.ts';
import type { GivenNetwork } from '../networks/given.ts';

export const engineNames = ['webgpu', 'wasm', 'reference'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineDescription {
  readonly name: EngineName;
  /** The adapter or processor, as a person would say it. */
  readonly device: string;
  readonly precision: 'float32' | 'float64';
  /** Whether a processor does a GPU's work (SwiftShader, lavapipe): measurements take longer. */
  readonly software: boolean;
}

/**
 * What an engine yields for networks `first` … `first + count − 1`. Norms are decades (log10), row-major
 * [network, time] over the experiment's `keptTimes`; an exact zero is −Infinity; NaN never occurs.
 */
export interface Measurement {
  readonly first: number;
  readonly count: number;
  /** ρ(W_hh) = g·ρ(W) of the candidate's block, [count]. Zero for a nilpotent matrix. */
  readonly spectralRadius: Float64Array;
  /** ‖W_hh‖₂ = g·‖W‖₂ of the candidate's block, [count]. */
  readonly spectralNorm: Float64Array;
  /** ρ of the step's Jacobian at rest, [count]; only where it was asked for. */
  readonly restRadius?: Float64Array;
  /** log10 ‖∂L/∂state_t‖, [count × times]. */
  readonly log10GradientNorm: Float64Array;
  /** log10 ‖state_t‖, [count × times]. */
  readonly log10StateNorm: Float64Array;
  /** Largest t at which ∂L/∂state_t is exactly zero (every unit masked), or −1 for a living network, [count]. */
  readonly deathStep: Int32Array;
  /** Floating-point operations spent on this chunk (a multiply-add is two). */
  readonly operations: number;
}

/**
 * Everything about one network. Vectors that may leave the range of any float are kept as a mantissa and a
 * power of two: the true value at row t is `values[t, i] · 2^exponents[t]`.
 */
export interface ScaledRows {
  /** Row-major: the vectors [hiddenSize] of a row one after another. */
  readonly values: Float64Array;
  /** Power of two of each row, [rows]. */
  readonly exponents: Int32Array;
}

export interface GivenTrace {
  /** W at gain 1, the cell's blocks below one another, row-major [blocks·hiddenSize × hiddenSize]. */
  readonly weights: Float64Array;
  /** state_0, after the warm-up, … state_T in rows 0 … T, a vector for each part. */
  readonly state: ScaledRows;
  /** What the cell keeps of steps 1 … T (z_1 … z_T) in rows 0 … T−1, each at its state's exponent. */
  readonly preActivation: ScaledRows;
  /** δ_0 … δ_T in rows 0 … T, a vector for each part. */
  readonly gradient: ScaledRows;
}

export interface Trace extends GivenTrace {
  readonly index: number;
}

/** Of one recurrent matrix. */
export interface Spectrum {
  /** ρ, the largest eigenvalue modulus. */
  readonly radius: number;
  /** ‖·‖₂, the largest singular value. */
  readonly norm: number;
}

/** Why an engine cannot run a network that was given to it. The message is one sentence for a person. */
export class GivenNetworkError extends Error {
  override readonly name = 'GivenNetworkError';
}

/** Networks `from` … `to − 1` of an experiment. */
export interface NetworkRange {
  readonly from: number;
  readonly to: number;
}

/** Every network of an experiment. */
export function wholeOf({ networks }: Pick<Experiment, 'networks'>): NetworkRange {
  return { from: 0, to: networks };
}

export interface MeasureOptions {
  /** Aborting stops the engine within one chunk; the iteration then ends with the signal's reason. */
  readonly signal: AbortSignal;
  /** Whether ρ of the step's Jacobian at rest is wanted too: it costs a spectrum whenever the gain changes. */
  readonly restRadius?: boolean;
  /** Measures only these networks (a shard), each with the numbers it has in the whole run. */
  readonly range?: NetworkRange;
  /** Told, in a sentence for a person, of what happened on the way (a lost device, a smaller buffer). */
  readonly notify?: (sentence: string) => void;
}

export interface Engine {
  describe(): EngineDescription;
  /** Chunks of networks in order of their index, each as soon as it is finished. */
  measure(experiment: Experiment, options: MeasureOptions): AsyncIterable<Measurement>;
  /** W of network `index` at gain 1, the cell's blocks below one another, row-major [blocks·hiddenSize × hiddenSize]. */
  weights(experiment: Experiment, index: number): Promise<Float64Array>;
  /** Everything about network `index` of the experiment. */
  trace(experiment: Experiment, index: number): Promise<Trace>;
  /**
   * Everything about a network that is given instead of drawn.
   * @throws {GivenNetworkError} where its numbers leave the engine's range, or the engine only draws
   */
  traceGiven(given: GivenNetwork, signal: AbortSignal): Promise<GivenTrace>;
  /** Of one given matrix, row-major [size × size]. @throws {GivenNetworkError} where the engine only draws */
  spectrum(matrix: Float64Array, size: number): Promise<Spectrum>;
  /** Gives back what the engine holds. */
  dispose(): void;
}
