/**
 * One table of every field of an {@link Experiment}: its name in the address bar and on a command line, its words, limits
 * and slider on the page, and what a change of it means.
 */
import { say } from '../language/say.ts';
import { bounds, choices, type Experiment, namesOf, type Span, timesKept } from './experiment.ts';

/** T at most, and steps of a warm-up. */
export const mostSteps = 1_000_000;
/**
 * Steps at most of a sequence that a whole model reads, all of whose states are kept: two LSTM layers of 128 units take 35 kB a
 * step (measured), and a layer that reads backwards needs all of what is below it, so that no segment of it can go first.
 */
export const mostGivenSteps = 10_000;

/** The value of any field. */
export type FieldValue = string | boolean | Span;

/** Where the controls of fields stand together, in the order in which a person reads them. */
export const fieldGroups = ['Network', 'Drive', 'Sweep', 'Seed'] as const;

/** What a person calls the group. */
export const groupLabels: Readonly<Record<(typeof fieldGroups)[number], string>> = {
  Network: say`Network`,
  Drive: say`Drive`,
  Sweep: say`Sweep`,
  Seed: say`Seed`,
};

interface Described<Value> {
  /** What a person calls it. */
  readonly label: string;
  /** What a formula calls it; an underscore begins a subscript. */
  readonly symbol?: string;
  /** What it counts, in the plural. */
  readonly unit?: string;
  /** One line on what it does. */
  readonly hint: string;
  /** What is measured unless a person says otherwise. */
  readonly usual: Value;
  readonly group: (typeof fieldGroups)[number];
  /** The choice that it is a parameter of: its control is there only where that choice is made. */
  readonly parameterOf?: 'cell' | 'activation' | 'ensemble' | 'steps';
  /** Whether a change draws other matrices; every other change reuses them. */
  readonly drawsAnew?: true;
  /** Whether configurations of a comparison may differ in it. */
  readonly compared?: true;
  /** True, or a sentence on why the field changes nothing in this experiment. */
  readonly appliesTo?: (experiment: Experiment) => true | string;
  /** What is so where it does not apply, and may be said there. */
  readonly otherwise?: Value;
}

interface Choice<Word extends string> {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: Word; readonly label: string }[];
}

interface Limited {
  readonly minimum: number;
  readonly maximum: number;
  /** A slider stops at minimum + k·step; any number between the limits may be typed. */
  readonly step: number;
  /** Whether a slider moves in ln(1 + value/step), for fields of many orders of magnitude. */
  readonly logarithmic: boolean;
}

/** A whole number. */
interface Integer extends Limited {
  readonly kind: 'integer';
}

interface Real extends Limited {
  readonly kind: 'real';
}

/** A number, or a range written `minimum:maximum` that the networks cover: the kernels take one for each of them. */
interface Ranged extends Limited {
  readonly kind: 'span';
  /** Network b stands at b·stride, modulo 1, of a range. */
  readonly stride: number;
}

interface Flag {
  readonly kind: 'flag';
}

/** What a field's values are, whatever it is a field of. */
export type FieldKind = Choice<string> | Integer | Real | Ranged | Flag;

type KindOf<Value> = [Value] extends [boolean]
  ? Flag
  : [Value] extends [string]
    ? Choice<Value>
    : [Value] extends [number]
      ? Integer | Real
      : Ranged;

type Rows = { readonly [Key in keyof Experiment]: Described<Experiment[Key]> & KindOf<Experiment[Key]> };

/**
 * Every field once, in the order in which a person reads them. The strides are a Kronecker sequence, multiples of
 * rationally independent irrationals: any first part of the batch covers the gain axis (and the plane of a phase map)
 * evenly. The first is the golden ratio's; the others were searched for beside it: 1024 networks leave no cell of a
 * 24 × 24 map empty, 4096 put 5 to 9 in each (√2 leaves 33 empty, then 3 to 12).
 */
const rows: Rows = {
  cell: {
    kind: 'choice',
    label: say`Cell`,
    hint: 'What a recurrent step is: how the pre-activations become the next state.',
    usual: 'rnn',
    group: 'Network',
    drawsAnew: true,
    compared: true,
    options: optionsOf(choices.cell),
  },
  reset: {
    kind: 'choice',
    label: 'Reset gate',
    hint: 'Whether a GRU’s reset gate multiplies the candidate’s product (PyTorch), or h before it (Cho et al. 2014; measured in float64).',
    usual: 'after',
    group: 'Network',
    parameterOf: 'cell',
    compared: true,
    options: optionsOf(choices.reset),
    appliesTo: ({ cell }) => cell === 'gru' || 'Only the GRU has a reset gate.',
  },
  leak: {
    kind: 'real',
    label: say`Leak`,
    symbol: 'α',
    hint: 'How much of a leaky state is new at each step: h ← (1 − α)·h + α·φ(z).',
    usual: 0.1,
    group: 'Network',
    parameterOf: 'cell',
    compared: true,
    minimum: 0,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ cell }) => cell === 'leaky' || 'Only the leaky RNN has a leak.',
  },
  residualScale: {
    kind: 'real',
    label: 'Residual scale',
    symbol: 'α',
    hint: 'What a step adds to a residual state: h ← h + α·φ(z).',
    usual: 0.1,
    group: 'Network',
    parameterOf: 'cell',
    compared: true,
    minimum: 0,
    maximum: 2,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ cell }) => cell === 'residual' || 'Only the residual RNN has a residual scale.',
  },
  forgetBias: {
    kind: 'real',
    label: 'Forget bias',
    symbol: 'b_f',
    hint: 'Added to the forget gate of every unit: the cell keeps σ(bias) of itself at rest.',
    usual: 0,
    group: 'Network',
    parameterOf: 'cell',
    compared: true,
    minimum: -10,
    maximum: 10,
    step: 0.1,
    logarithmic: false,
    appliesTo: ({ cell }) => cell === 'lstm' || 'Only the LSTM has a forget gate.',
  },
  activation: {
    kind: 'choice',
    label: say`Activation`,
    symbol: 'φ',
    hint: 'The nonlinearity of every unit, in gated cells of the candidate; its slope φ′ multiplies the gradient.',
    usual: 'tanh',
    group: 'Network',
    compared: true,
    options: optionsOf(choices.activation),
  },
  negativeSlope: {
    kind: 'real',
    label: 'Negative slope',
    symbol: 'a',
    hint: 'Slope of leaky ReLU below zero.',
    usual: 0.01,
    group: 'Network',
    parameterOf: 'activation',
    compared: true,
    minimum: 0,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ activation }) => activation === 'leaky-relu' || 'Only leaky ReLU has a negative slope.',
  },
  ensemble: {
    kind: 'choice',
    label: say`Ensemble`,
    symbol: 'W',
    hint: 'The distribution that the recurrent matrix is drawn from.',
    usual: 'ginibre',
    group: 'Network',
    drawsAnew: true,
    compared: true,
    options: optionsOf(choices.ensemble),
  },
  density: {
    kind: 'real',
    label: say`Density`,
    symbol: 'p',
    hint: 'Fraction of the entries of a sparse W that are drawn; the others are zero.',
    usual: 0.1,
    group: 'Network',
    parameterOf: 'ensemble',
    drawsAnew: true,
    compared: true,
    minimum: 0.01,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ ensemble }) => ensemble === 'sparse' || 'Only sparse matrices have a density.',
  },
  outlier: {
    kind: 'real',
    label: say`Outlier`,
    symbol: 'R',
    hint: 'Strength of the rank-one part of W: beyond 1 it is an eigenvalue outside the disc.',
    usual: 1.5,
    group: 'Network',
    parameterOf: 'ensemble',
    drawsAnew: true,
    compared: true,
    minimum: 0,
    maximum: 10,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ ensemble }) =>
      ensemble === 'low-rank' || 'Only low rank plus random matrices have an outlier.',
  },
  hiddenSize: {
    kind: 'integer',
    label: 'Hidden size',
    symbol: 'N',
    unit: say`units`,
    hint: 'Units in the hidden state; the larger, the closer the networks are to one another.',
    usual: 64,
    group: 'Network',
    drawsAnew: true,
    minimum: 4,
    maximum: 256,
    step: 4,
    logarithmic: true,
  },
  networks: {
    kind: 'integer',
    label: say`Networks`,
    unit: say`networks`,
    hint: 'How many random networks are drawn and measured.',
    usual: 4096,
    group: 'Sweep',
    drawsAnew: true,
    minimum: 1,
    maximum: 65_536,
    step: 1,
    logarithmic: true,
  },
  steps: {
    kind: 'integer',
    label: say`Steps`,
    symbol: 'T',
    unit: say`steps`,
    hint: 'Length of the sequence that the gradient crosses.',
    usual: 100,
    group: 'Sweep',
    minimum: 1,
    maximum: mostSteps,
    step: 1,
    logarithmic: true,
  },
  warmUp: {
    kind: 'integer',
    label: say`Warm-up`,
    unit: say`steps`,
    hint: 'Forward-only steps before the sequence, for the state to forget its start.',
    usual: 100,
    group: 'Sweep',
    minimum: 0,
    maximum: mostSteps,
    step: 1,
    logarithmic: true,
  },
  times: {
    kind: 'choice',
    label: 'Kept times',
    hint: 'Which times norms are kept at where not all are: evenly, or closer towards the end, by the logarithm of T − t.',
    usual: 'linear',
    group: 'Sweep',
    parameterOf: 'steps',
    options: optionsOf(choices.times),
    appliesTo: (experiment) =>
      experiment.steps >= timesKept(experiment) ||
      `Only sequences of ${timesKept(experiment)} steps or more do not keep the norms at every one.`,
  },
  gain: {
    kind: 'span',
    label: say`Gain`,
    symbol: 'g',
    hint: 'Factor on the recurrent matrix, Wₕₕ = g·W; the networks cover a range evenly.',
    usual: [0.1, 2],
    group: 'Network',
    compared: true,
    stride: (Math.sqrt(5) - 1) / 2,
    minimum: 0.01,
    maximum: 10,
    step: 0.01,
    logarithmic: false,
  },
  inputScale: {
    kind: 'span',
    label: 'Input scale',
    symbol: 'σ_x',
    hint: 'Standard deviation of the random input to every unit at every step; a range makes a phase map.',
    usual: 0,
    group: 'Drive',
    stride: Math.sqrt(107) - 10,
    minimum: 0,
    maximum: 5,
    step: 0.01,
    logarithmic: false,
  },
  sharedInput: {
    kind: 'flag',
    label: 'Shared input',
    hint: 'One input sequence through all networks, instead of its own for each.',
    usual: false,
    group: 'Drive',
    appliesTo: ({ inputScale }) =>
      bounds(inputScale)[1] > 0 || 'There is no input to share: the input scale is 0.',
    otherwise: false,
  },
  biasScale: {
    kind: 'span',
    label: 'Bias scale',
    symbol: 'σ_b',
    hint: 'Standard deviation of the bias, drawn once per network; a range makes a phase map.',
    usual: 0,
    group: 'Drive',
    stride: Math.sqrt(155) - 12,
    minimum: 0,
    maximum: 5,
    step: 0.01,
    logarithmic: false,
  },
  initialScale: {
    kind: 'real',
    label: 'Initial scale',
    symbol: 'σ_0',
    hint: 'The state before the warm-up is φ(σ_0·z) with z ~ N(0, 1).',
    usual: 1,
    group: 'Drive',
    minimum: 0,
    maximum: 5,
    step: 0.01,
    logarithmic: false,
  },
  loss: {
    kind: 'choice',
    label: say`Loss`,
    symbol: 'L',
    hint: 'Where the gradient starts: every unit alike, or a random direction of length 1.',
    usual: 'sum',
    group: 'Drive',
    options: optionsOf(choices.loss),
  },
  seed: {
    kind: 'integer',
    label: say`Seed`,
    hint: 'Key of every random draw: the same seed gives the same networks.',
    usual: 1,
    group: 'Seed',
    drawsAnew: true,
    minimum: 0,
    maximum: 4_294_967_295,
    step: 1,
    logarithmic: false,
  },
};

type Table = {
  readonly [Key in keyof Experiment]: Rows[Key] & {
    readonly key: Key;
    /** URL key and command-line flag: the key in kebab case. */
    readonly name: string;
  };
};

/** Every field by its key. */
export const fieldTable = Object.fromEntries(
  Object.entries(rows).map(([key, row]) => [key, { key, name: inKebabCase(key), ...row }]),
) as Table;

/** Steps of what a whole model reads. */
export const givenSteps = { ...fieldTable.steps, maximum: mostGivenSteps };

export type Field = Table[keyof Table];
export type ChoiceField = Extract<Field, { readonly kind: 'choice' }>;
export type IntegerField = Extract<Field, { readonly kind: 'integer' }>;
export type RealField = Extract<Field, { readonly kind: 'real' }>;
export type SpanField = Extract<Field, { readonly kind: 'span' }>;
export type FlagField = Extract<Field, { readonly kind: 'flag' }>;

/** Every field, in the order in which a person reads them. */
export const fields: readonly Field[] = Object.values(fieldTable);

/** What is measured unless a person says otherwise. */
export const defaultExperiment = Object.fromEntries(
  fields.map(({ key, usual }) => [key, usual]),
) as unknown as Experiment;

/** True, or a sentence on why a field changes nothing in an experiment. */
export function applies({ appliesTo }: Field, experiment: Experiment): true | string {
  return appliesTo?.(experiment) ?? true;
}

/**
 * The same with everything that changes nothing in it as usual: what is measured, and nothing else.
 * @param also where a field may change something, too: the experiment as far as a map's axes reach
 */
export function effective(experiment: Experiment, also = experiment): Experiment {
  const idle = fields.filter((field) => applies(field, experiment) !== true && applies(field, also) !== true);
  return { ...experiment, ...Object.fromEntries(idle.map(({ key, usual }) => [key, usual])) };
}

/** Why the fields of an experiment, each valid alone, do not go together; undefined where they do. */
export function contradiction({ inputScale, biasScale }: Experiment): string | undefined {
  return typeof inputScale === 'object' && typeof biasScale === 'object'
    ? 'bias-scale cannot be a range while input-scale is one'
    : undefined;
}

function optionsOf<Word extends string>(
  rows: Readonly<Record<Word, { readonly label: string }>>,
): Choice<Word>['options'] {
  return namesOf(rows).map((value) => ({ value, label: rows[value].label }));
}

function inKebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
