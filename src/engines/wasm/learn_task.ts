/** What the main side and a worker in which networks learn say to each other. */
import type { ValuesOf } from '../facts/kinds.ts';
import type { layoutGlobals, learningGlobals, parameterGlobals } from './globals.ts';

export type Precision = 'float32' | 'float64';

type LearningFacts = ValuesOf<typeof learningGlobals>;
type LayoutFacts = ValuesOf<typeof layoutGlobals>;
type Parameters = ValuesOf<typeof parameterGlobals>;

/** How a memory is laid out for networks that learn together. */
export type LearnerLayout = Pick<
  LayoutFacts,
  | 'cell'
  | 'blocks'
  | 'candidate'
  | 'parts'
  | 'hiddenSize'
  | 'preActivationVectors'
  | 'candidateProduct'
  | 'abreast'
> &
  Omit<LearningFacts, 'length' | 'truncate'>;

/** What kernels are told of one network. */
export type LearnerParameters = Pick<
  Parameters,
  'activation' | 'negativeSlope' | 'keep' | 'share' | 'forgetBias'
> &
  Pick<LearningFacts, 'length' | 'truncate'>;

/** How a network is updated. */
export interface TrainingFacts {
  readonly rate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly clip: number;
  readonly clipGuard: number;
  readonly betas: readonly [number, number];
}

/** Some networks, some updates further: whatever is said of each stands one network after another. */
export interface LearnTask {
  readonly kind: 'learn';
  readonly kernels: WebAssembly.Module;
  readonly precision: Precision;
  readonly layout: LearnerLayout;
  /** Of the whole memory. */
  readonly bytes: number;
  readonly networks: readonly { readonly parameters: LearnerParameters; readonly training: TrainingFacts }[];
  /** θ, and what the optimiser remembers: the second of Adam as its root; [networks × θ] each. */
  readonly vectors: readonly Float64Array<ArrayBuffer>[];
  /** What is learnt from: of every update a batch, of every sequence inputs [length × inputs] and targets [length × targets]. */
  readonly sequences: Float64Array<ArrayBuffer>;
  /** The update with which each diverged before, or 0. */
  readonly divergedAt: Int32Array<ArrayBuffer>;
  /** Updates before, and those to come. */
  readonly first: number;
  readonly updates: number;
}

/** What was brought comes back: the vectors further, the room of the sequences to be used again. */
export interface LearnResult extends Pick<LearnTask, 'vectors' | 'sequences' | 'divergedAt'> {
  readonly kind: 'learn';
  /** Of each update, [networks × updates]; NaN from that on with which the network diverged. */
  readonly losses: Float64Array<ArrayBuffer>;
  readonly norms: Float64Array<ArrayBuffer>;
  /** Whether somebody had it stopped. */
  readonly stopped: boolean;
}
