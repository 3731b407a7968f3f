/** What the library's functions come to: the JSON of the commands, as docs/formats.md has it. Norms are decades (log₁₀), rates nats per step, an exact zero is null. */
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import type { Phase } from '../analysis/phase.ts';
import type { CellName, Experiment } from '../experiment/experiment.ts';
import type { Learning } from '../experiment/learning.ts';
import type { EngineDescription } from '../experiment/provenance.ts';

/** What every result holds that an engine has measured. */
interface Measured<Network> {
  /** Every field; one that changes nothing stands at its default. */
  readonly experiment: Experiment;
  readonly engine: Pick<EngineDescription, 'name' | 'device'>;
  /** Of this package. */
  readonly version: string;
  /** Of the keys. */
  readonly schema: number;
  readonly networks: readonly Network[];
}

/** A network of a sweep. */
export interface SweptNetwork {
  readonly index: number;
  /** g */
  readonly gain: number;
  /** σ_x and σ_b, where the experiment has a range of them. */
  readonly inputScale?: number;
  readonly biasScale?: number;
  /** ρ(W_hh) and ‖W_hh‖₂, of a gated cell's candidate. */
  readonly spectralRadius: number;
  readonly spectralNorm: number;
  /** λ in nats per step. */
  readonly growthRate: number | null;
  /** log₁₀‖∂L/∂state₀‖ */
  readonly log10GradientNorm: number | null;
  /** `dead` where the gradient is exactly zero; then the largest t at which it is. */
  readonly status: 'ok' | 'dead';
  readonly statusStep?: number;
  /** Where they were asked for. */
  readonly restRadius?: number;
  readonly log10GradientRatio?: number | null;
  readonly log10StateNorm?: number | null;
  readonly log10ParameterNorm?: number | null;
  readonly phase: Phase;
}

/** Quantiles over all networks, by times or updates. */
interface Quantiles {
  readonly p10: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
}

/** What `measure` comes to. */
export interface Sweep<Network = SweptNetwork> extends Measured<Network> {
  /** Of the gradient ratio at the kept `steps`, up to 512 of them. */
  readonly time: Quantiles & { readonly steps: readonly number[] };
}

export interface NetworkExponents extends SweptNetwork {
  /** λ_1 ≥ … ≥ λ_k in nats per step; null of one that is −∞ or cannot be read. */
  readonly lyapunovExponents: readonly (number | null)[];
  readonly standardErrors: readonly (number | null)[];
  /** How many of them rounding leaves nothing of. */
  readonly unread: number;
  readonly kaplanYorkeDimension: number | null;
  /** In nats per step. */
  readonly entropyRate: number | null;
  /** Σλ_i − (ln |det W_hh| + ⟨Σ ln φ′⟩), where both are known. */
  readonly sumResidual?: number;
}

/** What `spectrum` comes to. */
export interface Spectra extends Sweep<NetworkExponents> {
  readonly lyapunov: {
    readonly exponents: number;
    /** Entries of the state. */
    readonly of: number;
    readonly every: number;
    readonly steps: number;
    readonly align: number;
  };
}

/** A network that has learnt, or not; and what else networks differ in, by its key. */
export interface TrainedNetwork {
  readonly index: number;
  readonly gain: number;
  readonly rate: number;
  readonly spectralRadius: number;
  readonly finalSpectralRadius: number | null;
  readonly outcome: 'learnt' | 'baseline' | 'diverged';
  /** The mean of the last ten updates. */
  readonly finalLoss: number | null;
  /** Updates. */
  readonly learntAt?: number;
  readonly divergedAt?: number;
  readonly [differing: string]: number | string | null | undefined;
}

/** What `train` comes to. */
export interface Trained extends Measured<TrainedNetwork> {
  readonly training: Learning & {
    readonly ranges?: readonly { readonly axis: string; readonly from: number; readonly to: number }[];
  };
  /** What has really reckoned. */
  readonly engine: Pick<EngineDescription, 'name' | 'device' | 'precision'>;
  /** The loss of the best answer that knows the time alone. */
  readonly baseline: number;
  readonly loss: Quantiles & { readonly updates: readonly number[] };
}

/** Norms along the way back; all but the last three without a `summary`. */
interface Course {
  readonly steps: number;
  readonly growthRate: number | null;
  /** log₁₀‖∂L/∂state_t‖ for t = 0 … T. */
  readonly log10GradientNorm?: readonly (number | null)[];
  readonly parts?: {
    readonly hidden: readonly (number | null)[];
    readonly cell?: readonly (number | null)[];
  };
  readonly status: 'ok' | 'dead';
  readonly phase: Phase;
  readonly log10GradientRatio: number | null;
}

/** What is known of a layer, whatever measured it. */
interface AnalysedLayer extends Course {
  readonly cell: CellName;
  readonly hiddenSize: number;
  readonly inputSize: number;
  /** ρ, and how far it may be from the truth; null above 1024 units. */
  readonly spectralRadius: number | null;
  readonly spectralRadiusError: number | null;
  readonly spectralNorm: number;
}

/** A layer and direction of a whole model. */
export interface ModelLayer extends AnalysedLayer {
  /** Its recurrent weight. */
  readonly name: string;
  readonly direction: 'forward' | 'reverse';
  readonly outputSize?: number;
  readonly statusStep?: number;
  /** log₁₀ of ‖∂L/∂W_hh‖, ‖∂L/∂W_ih‖ and of all. */
  readonly log10ParameterNorm: number | null;
  readonly log10InputParameterNorm: number | null;
  readonly log10AllParameterNorm: number | null;
  readonly gates: readonly Readonly<Record<string, unknown>>[];
  readonly log10Memory?: readonly (number | null)[];
  readonly log10MemoryRange?: {
    readonly least: readonly (number | null)[];
    readonly most: readonly (number | null)[];
  };
  /** Of a batch, each sequence. */
  readonly batch?: readonly Course[];
}

/** What `analyze` comes to: of a whole model the keys are its first layer's, and `layers` has all. */
export interface Analysis extends AnalysedLayer {
  /** The kept times, where they are not all. */
  readonly times?: readonly number[];
  /** What was read of the file and what was assumed, in sentences. */
  readonly read: readonly string[];
  readonly schema: number;
  readonly layers?: readonly ModelLayer[];
  /** log₁₀‖∂L/∂x_t‖ for t = 1 … T. */
  readonly log10InputGradientNorm?: readonly (number | null)[];
  /** Of a captured step: how far float64 is from what the framework found. */
  readonly check?: {
    readonly passed: boolean;
    readonly worst: number;
    readonly limit: number;
    readonly dtype: string;
    readonly gradients: readonly { readonly name: string; readonly relativeDifference: number }[];
  };
}

/** What `diagnose` comes to. */
export interface ModelDiagnosis {
  readonly model: { readonly file: string; readonly layers: string; readonly path: string };
  /** In sentences; none in a `summary`. */
  readonly read?: readonly string[];
  /** Worst first; without cures in a `summary`. */
  readonly findings: readonly (Omit<Diagnosis, 'cure'> & Partial<Pick<Diagnosis, 'cure'>>)[];
  /** Of the first layer. */
  readonly phase?: Phase;
  readonly schema: number;
}
