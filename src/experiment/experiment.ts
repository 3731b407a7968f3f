/**
 * What to measure: everything that determines a result, as plain data. Validated once, at the border
 * (`field_text.ts`); inside the house an `Experiment` is always valid.
 */
import { say } from '../language/say.ts';

/**
 * What an experiment chooses among: a row each, in the order in which a person reads them. An activation, an ensemble
 * and a gated cell are a module of their name in each of the kernels' languages too; they find it by its place here.
 */
export const choices = {
  cell: {
    rnn: { label: 'RNN', gated: false },
    lstm: { label: 'LSTM', gated: true },
    gru: { label: 'GRU', gated: true },
    leaky: { label: 'Leaky RNN', gated: false },
    residual: { label: 'Residual RNN', gated: false },
  },
  activation: {
    tanh: { label: 'tanh', inText: 'tanh', kinked: false },
    sigmoid: { label: say`Sigmoid`, inText: say`sigmoid`, kinked: false },
    relu: { label: 'ReLU', inText: 'ReLU', kinked: true },
    'leaky-relu': { label: 'Leaky ReLU', inText: 'leaky ReLU', kinked: true },
    identity: { label: 'Identity (linear)', inText: say`identity`, kinked: false },
    softplus: { label: 'Softplus', inText: 'softplus', kinked: false },
    gelu: { label: 'GELU', inText: 'GELU', kinked: false },
  },
  ensemble: {
    ginibre: { label: 'Ginibre (independent Gaussian)' },
    orthogonal: { label: 'Orthogonal (Haar)' },
    identity: { label: say`Identity` },
    symmetric: { label: say`Symmetric` },
    antisymmetric: { label: say`Antisymmetric` },
    sparse: { label: say`Sparse` },
    'low-rank': { label: 'Low rank plus random' },
    irnn: { label: 'IRNN (identity and noise)' },
  },
  reset: {
    after: { label: 'After the product' },
    before: { label: 'Before the product' },
  },
  loss: {
    sum: { label: 'Sum of the last state' },
    random: { label: 'Random direction' },
  },
  times: {
    linear: { label: 'Evenly spaced' },
    log: { label: 'Closer towards the end' },
  },
} as const;

export type CellName = keyof typeof choices.cell;
export type ActivationName = keyof typeof choices.activation;
export type EnsembleName = keyof typeof choices.ensemble;
export type ResetName = keyof typeof choices.reset;
export type LossName = keyof typeof choices.loss;
export type TimesName = keyof typeof choices.times;
export type GatedCellName = {
  [Name in CellName]: (typeof choices.cell)[Name]['gated'] extends true ? Name : never;
}[CellName];

export const cells = namesOf(choices.cell);
export const activations = namesOf(choices.activation);
export const ensembles = namesOf(choices.ensemble);

/** The names of a table's rows, in their order. */
export function namesOf<Name extends string>(rows: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(rows) as Name[];
}

/** One value for every network, or a range that the networks of a batch cover evenly. */
export type Span = number | readonly [minimum: number, maximum: number];

export interface Experiment {
  /** What a recurrent step is. */
  readonly cell: CellName;
  /** Where a GRU's reset gate stands: r ⊙ (W_n·h), as PyTorch has it, or W_n·(r ⊙ h). */
  readonly reset: ResetName;
  /** α of a leaky cell: h ← (1 − α)·h + α·φ(z). */
  readonly leak: number;
  /** α of a residual cell: h ← h + α·φ(z). */
  readonly residualScale: number;
  /** b_f, added to every pre-activation of an LSTM's forget gate. */
  readonly forgetBias: number;
  /** φ: of an LSTM's candidate and of its c, of a GRU's candidate. Gates are sigmoid. */
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
  /** How the times are spaced at which norms are kept: see {@link keptTimes}. */
  readonly times: TimesName;
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
  return choices.cell[cell].gated;
}

/** Whether φ′ jumps somewhere, so that two precisions may take different slopes. */
export function isKinked(activation: Experiment['activation']): boolean {
  return choices.activation[activation].kinked;
}

/** Whether φ goes without saying: a cell with gates is meant with tanh unless another is said. */
export function isUsualOfGates({ cell, activation }: Pick<Experiment, 'cell' | 'activation'>): boolean {
  return isGated(cell) && activation === 'tanh';
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

/** Norms are kept at no more times than this per network … */
export const mostTimes = 512;
/** … and at no more than this many in all, so that a page of 65 536 networks, and a file of a million, stay within
 *  their memory. */
const mostNorms = 2 ** 23;

/**
 * The times t, ascending from 0 to T, at which every engine keeps the norms: multiples of one stride and T, or, spaced
 * by logarithm, those whose distances T − t from the loss are 0 and about equally far apart on a logarithmic scale.
 */
export function keptTimes(experiment: Pick<Experiment, 'steps' | 'networks' | 'times'>): number[] {
  const { steps, times } = experiment;
  const most = timesKept(experiment);
  if (times === 'log' && steps >= most) return logarithmicTimes(steps, most);
  const stride = Math.ceil(steps / (most - 1));
  return Array.from({ length: Math.ceil(steps / stride) + 1 }, (_, i) => Math.min(i * stride, steps));
}

/** At most. */
export function timesKept({ networks }: Pick<Experiment, 'networks'>): number {
  return Math.min(mostTimes, Math.floor(mostNorms / networks));
}

function logarithmicTimes(steps: number, most: number): number[] {
  // T itself is one of them.
  const last = most - 2;
  const distances = Array.from({ length: last + 1 }, (_, i) => Math.round(steps ** (i / last)));
  return [...new Set([0, ...distances])].reverse().map((distance) => steps - distance);
}
