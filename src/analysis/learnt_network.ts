/** Networks that learn as files and tables have them: what is heard while they do, and what became of each. */
import type { LearningNetwork } from '../networks/learning/learning_measurement.ts';
import type { LearningOutcome } from './learning_outcomes.ts';

/** Some updates of some networks. */
export interface LearningSlice {
  /** Which networks, each by its place among all that are asked about. */
  readonly places: readonly number[];
  /** Updates that came before. */
  readonly after: number;
  /** The loss of the batch before each update, [updates × places]; NaN of one that has diverged. */
  readonly losses: Float64Array;
  /** ‖∂L/∂θ‖₂, likewise. */
  readonly gradientNorms: Float64Array;
}

/** A network after its last update. */
export interface LearntNetwork {
  /** With the numbers of its own. */
  readonly network: LearningNetwork;
  /** ρ(W_hh) before and after, of a gated cell its candidate's; NaN where that is not finite. */
  readonly spectralRadius: number;
  readonly finalSpectralRadius: number;
  readonly outcome: LearningOutcome;
  /** Of one that diverged that before. */
  readonly theta: Float64Array;
}
