/**
 * What to measure: everything that determines a result, as plain data. Validated once, at the border
 * (`fields.ts`); inside the house an `Experiment` is always valid.
 */

export const activations = ['tanh', 'sigmoid', 'relu', 'leaky-relu', 'identity', 'softplus', 'gelu'] as const;
export type ActivationName = (typeof activations)[number];

/** Cells with gates, and with them activations of their own. */
export const gatedCells = ['lstm', 'gru'] as const;
export type GatedCellName = (typeof gatedCells)[number];

export const cells = ['rnn', ...gatedCells, 'leaky', 'residual'] as const;
export type CellName = (typeof cells)[number];

export const ensembles = [
  'ginibre',
  'orthogonal',
  'identity',
  'symmetric',
  'antisymmetric',
  'sparse',
  'low-rank',
  'irnn',
] as const;
export type EnsembleName = (typeof ensembles)[number];

export const losses = ['sum', 'random'] as const;
export type LossName = (typeof losses)[number];

/** One value for every network, or a range that the networks of a batch cover evenly. */
export type Span = number | readonly [minimum: number, maximum: number];

export interface Experiment {
  /** What a recurrent step is. */
  readonly cell: CellName;
  /** α of a leaky cell: h ← (1 − α)·h + α·φ(z). */
  readonly leak: number;
  /** α of a residual cell: h ← h + α·φ(z). */
  readonly residualScale: number;
  /** b_f, added to every pre-activation of an LSTM's forget gate. */
  readonly forgetBias: number;
  /** φ of an ungated cell; gated ones have tanh and sigmoid of their own. */
  readonly activation: ActivationName;
  /** Slope of leaky ReLU below zero. */
  readonly negativeSlope: number;
  /** The distribution W is drawn from. */
  readonly ensemble: EnsembleName;
  /** Fraction of entries of a sparse W that are drawn; the others are zero. */
  readonly density: number;
  /** R, the eigenvalue that a low-rank plus random W has beside its disc. */
  readonly outlier: number;
  /** N, units in the hidden state. */
  readonly hiddenSize: number;
  /** How many networks are drawn. */
  readonly networks: number;
  /** T, the length of the sequence that the gradient crosses. */
  readonly steps: number;
  /** Forward-only steps before it. */
  readonly warmUp: number;
  /** g, the factor on the recurrent matrix: W_hh = g·W. */
  readonly gain: Span;
  /** σ_x, standard deviation of the input to each unit at each step. A range makes a phase map. */
  readonly inputScale: Span;
  /** One input sequence through all networks, instead of its own for each. */
  readonly sharedInput: boolean;
  /** σ_b, standard deviation of the bias. A range makes a phase map. */
  readonly biasScale: Span;
  /** σ_0: the state before the warm-up is φ(σ_0·z), z ~ N(0, 1). */
  readonly initialScale: number;
  /** L = Σ h_T (cotangent of ones), or a random unit cotangent. */
  readonly loss: LossName;
  /** Key of every random draw, an unsigned 32-bit integer. */
  readonly seed: number;
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

/** Whether a cell has gates. */
export function isGated(cell: CellName): cell is GatedCellName {
  return gatedCells.some((gated) => gated === cell);
}

/** [minimum, maximum] of a span. */
export function bounds(span: Span): readonly [minimum: number, maximum: number] {
  return typeof span === 'number' ? [span, span] : span;
}

/** What a phase map may vary beside the gain. */
export type MapAxis = 'inputScale' | 'biasScale';

/** The second axis of a phase map, where the experiment is one. */
export function mapAxis({ inputScale, biasScale }: Experiment): MapAxis | undefined {
  if (typeof inputScale === 'object') return 'inputScale';
  return typeof biasScale === 'object' ? 'biasScale' : undefined;
}

/** What distinguishes network `index` from the others of its batch, apart from its random draws. */
export interface NetworkSettings {
  readonly gain: number;
  readonly inputScale: number;
  readonly biasScale: number;
}

/**
 * Kronecker sequences: multiples of rationally independent irrationals, modulo 1. Any first part of the
 * batch covers the gain axis (and the plane of a phase map) evenly. The first is the golden ratio's; the
 * others were searched for beside it: 1024 networks leave no cell of a 24 × 24 map empty, 4096 put 5 to 9 in
 * each (√2 leaves 33 empty, then 3 to 12).
 */
const stride = {
  gain: (Math.sqrt(5) - 1) / 2,
  inputScale: Math.sqrt(107) - 10,
  biasScale: Math.sqrt(155) - 12,
};

/** Settings of network `index`, rounded to float32 so that every engine sees the same numbers. */
export function networkSettings(experiment: Experiment, index: number): NetworkSettings {
  const place = (key: keyof NetworkSettings) => {
    const [minimum, maximum] = bounds(experiment[key]);
    return Math.fround(minimum + (maximum - minimum) * ((0.5 + index * stride[key]) % 1));
  };
  return { gain: place('gain'), inputScale: place('inputScale'), biasScale: place('biasScale') };
}

/** Norms are kept at no more times than this per network … */
const mostTimes = 512;
/** … and at no more than this many in all, so that a page of 65 536 networks, and a file of a million, stay within
 *  their memory. */
const mostNorms = 2 ** 23;

/**
 * Steps between kept norms. Times kept are 0, stride, 2·stride, … and T: see {@link keptTimes}.
 */
export function timeStride({ steps, networks }: Pick<Experiment, 'steps' | 'networks'>): number {
  const most = Math.min(mostTimes, Math.floor(mostNorms / networks));
  return Math.ceil(steps / (most - 1));
}

/** The times t, ascending from 0 to T, at which every engine keeps the norms. */
export function keptTimes(experiment: Pick<Experiment, 'steps' | 'networks'>): number[] {
  const { steps } = experiment;
  const stride = timeStride(experiment);
  return Array.from({ length: Math.ceil(steps / stride) + 1 }, (_, i) => Math.min(i * stride, steps));
}
