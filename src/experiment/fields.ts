/**
 * One table of every field of an {@link Experiment}: its name in the address bar and on a command line, its
 * words, limits and slider on the page. Whatever a person types becomes an experiment here, or is refused.
 */
import {
  type ActivationName,
  bounds,
  type CellName,
  choices,
  type EnsembleName,
  type Experiment,
  isGated,
  type LossName,
  namesOf,
  type Span,
} from './experiment.ts';

/** What is measured unless a person says otherwise. */
export const defaultExperiment: Experiment = {
  cell: 'rnn',
  leak: 0.1,
  residualScale: 0.1,
  forgetBias: 0,
  activation: 'tanh',
  negativeSlope: 0.01,
  ensemble: 'ginibre',
  density: 0.1,
  outlier: 1.5,
  hiddenSize: 64,
  networks: 4096,
  steps: 100,
  warmUp: 100,
  gain: [0.1, 2],
  inputScale: 0,
  sharedInput: false,
  biasScale: 0,
  initialScale: 1,
  loss: 'sum',
  seed: 1,
};

/** T at most. */
export const mostSteps = 10_000;

/** The value of any field. */
export type FieldValue = Experiment[keyof Experiment];

interface Described<Key extends keyof Experiment> {
  readonly key: Key;
  /** URL key and command-line flag: the key in kebab case. */
  readonly name: string;
  /** What a person calls it. */
  readonly label: string;
  /** What a formula calls it; an underscore begins a subscript. */
  readonly symbol?: string;
  /** What it counts, in the plural. */
  readonly unit?: string;
  /** One line on what it does. */
  readonly hint: string;
  /** True, or a sentence on why the field changes nothing in this experiment. */
  readonly appliesTo?: (experiment: Experiment) => true | string;
}

interface Numeric {
  readonly minimum: number;
  readonly maximum: number;
  /** A slider stops at minimum + k·step; any number between the limits may be typed. */
  readonly step: number;
  /** Whether a slider moves in ln(1 + value/step), for fields of many orders of magnitude. */
  readonly logarithmic: boolean;
}

type ChoiceName = CellName | ActivationName | EnsembleName | LossName;

export interface ChoiceField extends Described<keyof typeof choices> {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: ChoiceName; readonly label: string }[];
}

/** A whole number. */
export interface IntegerField
  extends Described<'hiddenSize' | 'networks' | 'steps' | 'warmUp' | 'seed'>,
    Numeric {
  readonly kind: 'integer';
}

export interface RealField
  extends Described<
      'leak' | 'residualScale' | 'forgetBias' | 'negativeSlope' | 'density' | 'outlier' | 'initialScale'
    >,
    Numeric {
  readonly kind: 'real';
}

/** A number, or a range written `minimum:maximum`. */
export interface SpanField extends Described<'gain' | 'inputScale' | 'biasScale'>, Numeric {
  readonly kind: 'span';
}

export interface FlagField extends Described<'sharedInput'> {
  readonly kind: 'flag';
}

export type Field = ChoiceField | IntegerField | RealField | SpanField | FlagField;

/** Every field once, in the order in which a person reads them. */
export const fields: readonly Field[] = [
  {
    kind: 'choice',
    key: 'cell',
    name: 'cell',
    label: 'Cell',
    hint: 'What a recurrent step is: how the pre-activations become the next state.',
    options: optionsOf(choices.cell),
  },
  {
    kind: 'real',
    key: 'leak',
    name: 'leak',
    label: 'Leak',
    symbol: 'α',
    hint: 'How much of a leaky state is new at each step: h ← (1 − α)·h + α·φ(z).',
    minimum: 0,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ cell }) => cell === 'leaky' || 'Only the leaky RNN has a leak.',
  },
  {
    kind: 'real',
    key: 'residualScale',
    name: 'residual-scale',
    label: 'Residual scale',
    symbol: 'α',
    hint: 'What a step adds to a residual state: h ← h + α·φ(z).',
    minimum: 0,
    maximum: 2,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ cell }) => cell === 'residual' || 'Only the residual RNN has a residual scale.',
  },
  {
    kind: 'real',
    key: 'forgetBias',
    name: 'forget-bias',
    label: 'Forget bias',
    symbol: 'b_f',
    hint: 'Added to the forget gate of every unit: the cell keeps σ(b_f) of itself at rest.',
    minimum: -10,
    maximum: 10,
    step: 0.1,
    logarithmic: false,
    appliesTo: ({ cell }) => cell === 'lstm' || 'Only the LSTM has a forget gate.',
  },
  {
    kind: 'choice',
    key: 'activation',
    name: 'activation',
    label: 'Activation',
    symbol: 'φ',
    hint: 'The nonlinearity of every unit; its derivative φ′ multiplies the gradient at each step.',
    options: optionsOf(choices.activation),
    appliesTo: ({ cell }) => !isGated(cell) || 'Gated cells have tanh and sigmoid of their own.',
  },
  {
    kind: 'real',
    key: 'negativeSlope',
    name: 'negative-slope',
    label: 'Negative slope',
    symbol: 'a',
    hint: 'Slope of leaky ReLU below zero.',
    minimum: 0,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ activation, cell }) =>
      (activation === 'leaky-relu' && !isGated(cell)) || 'Only leaky ReLU has a negative slope.',
  },
  {
    kind: 'choice',
    key: 'ensemble',
    name: 'ensemble',
    label: 'Ensemble',
    symbol: 'W',
    hint: 'The distribution that the recurrent matrix is drawn from.',
    options: optionsOf(choices.ensemble),
  },
  {
    kind: 'real',
    key: 'density',
    name: 'density',
    label: 'Density',
    symbol: 'p',
    hint: 'Fraction of the entries of a sparse W that are drawn; the others are zero.',
    minimum: 0.01,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ ensemble }) => ensemble === 'sparse' || 'Only sparse matrices have a density.',
  },
  {
    kind: 'real',
    key: 'outlier',
    name: 'outlier',
    label: 'Outlier',
    symbol: 'R',
    hint: 'Strength of the rank-one part of W: beyond 1 it is an eigenvalue outside the disc.',
    minimum: 0,
    maximum: 10,
    step: 0.01,
    logarithmic: false,
    appliesTo: ({ ensemble }) =>
      ensemble === 'low-rank' || 'Only low rank plus random matrices have an outlier.',
  },
  {
    kind: 'integer',
    key: 'hiddenSize',
    name: 'hidden-size',
    label: 'Hidden size',
    symbol: 'N',
    unit: 'units',
    hint: 'Units in the hidden state; the larger, the closer the networks are to one another.',
    minimum: 4,
    maximum: 256,
    step: 4,
    logarithmic: true,
  },
  {
    kind: 'integer',
    key: 'networks',
    name: 'networks',
    label: 'Networks',
    unit: 'networks',
    hint: 'How many random networks are drawn and measured.',
    minimum: 1,
    maximum: 65_536,
    step: 1,
    logarithmic: true,
  },
  {
    kind: 'integer',
    key: 'steps',
    name: 'steps',
    label: 'Steps',
    symbol: 'T',
    unit: 'steps',
    hint: 'Length of the sequence that the gradient crosses.',
    minimum: 1,
    maximum: mostSteps,
    step: 1,
    logarithmic: true,
  },
  {
    kind: 'integer',
    key: 'warmUp',
    name: 'warm-up',
    label: 'Warm-up',
    unit: 'steps',
    hint: 'Forward-only steps before the sequence, for the state to forget its start.',
    minimum: 0,
    maximum: 10_000,
    step: 1,
    logarithmic: true,
  },
  {
    kind: 'span',
    key: 'gain',
    name: 'gain',
    label: 'Gain',
    symbol: 'g',
    hint: 'Factor on the recurrent matrix, W_hh = g·W; the networks cover a range evenly.',
    minimum: 0.01,
    maximum: 10,
    step: 0.01,
    logarithmic: false,
  },
  {
    kind: 'span',
    key: 'inputScale',
    name: 'input-scale',
    label: 'Input scale',
    symbol: 'σ_x',
    hint: 'Standard deviation of the random input to every unit at every step; a range makes a phase map.',
    minimum: 0,
    maximum: 5,
    step: 0.01,
    logarithmic: false,
  },
  {
    kind: 'flag',
    key: 'sharedInput',
    name: 'shared-input',
    label: 'Shared input',
    hint: 'One input sequence through all networks, instead of its own for each.',
    appliesTo: ({ inputScale }) =>
      bounds(inputScale)[1] > 0 || 'There is no input to share: the input scale is 0.',
  },
  {
    kind: 'span',
    key: 'biasScale',
    name: 'bias-scale',
    label: 'Bias scale',
    symbol: 'σ_b',
    hint: 'Standard deviation of the bias, drawn once per network; a range makes a phase map.',
    minimum: 0,
    maximum: 5,
    step: 0.01,
    logarithmic: false,
  },
  {
    kind: 'real',
    key: 'initialScale',
    name: 'initial-scale',
    label: 'Initial scale',
    symbol: 'σ_0',
    hint: 'The state before the warm-up is φ(σ_0·z) with z ~ N(0, 1).',
    minimum: 0,
    maximum: 5,
    step: 0.01,
    logarithmic: false,
  },
  {
    kind: 'choice',
    key: 'loss',
    name: 'loss',
    label: 'Loss',
    symbol: 'L',
    hint: 'Where the gradient starts: every unit alike, or a random direction of length 1.',
    options: optionsOf(choices.loss),
  },
  {
    kind: 'integer',
    key: 'seed',
    name: 'seed',
    label: 'Seed',
    hint: 'Key of every random draw: the same seed gives the same networks.',
    minimum: 0,
    maximum: 4_294_967_295,
    step: 1,
    logarithmic: false,
  },
];

function optionsOf<Name extends ChoiceName>(
  rows: Readonly<Record<Name, { readonly label: string }>>,
): ChoiceField['options'] {
  return namesOf(rows).map((value) => ({ value, label: rows[value].label }));
}

/** Text that is no value of a field. The message is one clause: what is allowed, and that this is not. */
export class FieldError extends Error {
  override readonly name = 'FieldError';

  readonly #clause: string;

  constructor(fieldName: string, allowed: string, text: string) {
    const clause = `must be ${allowed}; ${quoted(text)} is not`;
    super(`${fieldName} ${clause}`);
    this.#clause = clause;
  }

  /** The same of a field under another name: its label, where a person reads labels. */
  about(name: string): string {
    return `${name} ${this.#clause}`;
  }
}

/** The largest value of a field that counts something. */
export function largest(key: IntegerField['key']): number {
  const field = fields.find((candidate): candidate is IntegerField => candidate.key === key);
  if (!field) throw new RangeError(`There is no field ${key}.`);
  return field.maximum;
}

/**
 * The value that `text` stands for.
 * @throws {FieldError} where it stands for none.
 */
export function parseField(field: Field, text: string): FieldValue {
  switch (field.kind) {
    case 'choice':
      return parseChoice(
        field.name,
        field.options.map(({ value }) => value),
        text,
      );
    case 'integer':
      return parseInteger(field.name, field.minimum, field.maximum, text);
    case 'real':
      return parseReal(field.name, field, text);
    case 'span':
      return parseSpan(field, text);
    case 'flag':
      return parseChoice(field.name, ['true', 'false'], text) === 'true';
  }
}

/** The text that {@link parseField} turns back into exactly this value. */
export function formatField(field: Field, value: FieldValue): string {
  return field.kind === 'span' && typeof value === 'object' ? value.join(':') : String(value);
}

/**
 * One of a few words.
 * @throws {FieldError} where `text` is none of them.
 */
export function parseChoice<Word extends string>(name: string, words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new FieldError(name, `one of ${words.join(', ')}`, text);
  return word;
}

/**
 * A whole number within limits, in decimal digits, with or without an exponent.
 * @throws {FieldError} where `text` is none.
 */
export function parseInteger(name: string, minimum: number, maximum: number, text: string): number {
  const value = /^\d+(e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= minimum && value <= maximum)) {
    throw new FieldError(name, `a whole number ${limits({ minimum, maximum })}`, text);
  }
  return value;
}

/**
 * A number within limits, in decimal digits, with or without an exponent.
 * @throws {FieldError} where `text` is none.
 */
export function parseReal(
  name: string,
  between: { readonly minimum: number; readonly maximum: number },
  text: string,
): number {
  const value = numberWithin(between, text);
  if (value === undefined) throw new FieldError(name, `a number ${limits(between)}`, text);
  return value;
}

/** Why the fields of an experiment, each valid alone, do not go together; undefined where they do. */
export function contradiction({ inputScale, biasScale }: Experiment): string | undefined {
  return typeof inputScale === 'object' && typeof biasScale === 'object'
    ? 'bias-scale cannot be a range while input-scale is one'
    : undefined;
}

/** Text from outside, fit to be shown in one line: quoted, control characters escaped, 40 characters at most. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 2 * longestEcho)];
  const short = characters.length > longestEcho || text.length > 2 * longestEcho;
  return JSON.stringify(short ? `${characters.slice(0, longestEcho - 1).join('')}…` : text);
}

const longestEcho = 40;

function parseSpan(field: SpanField, text: string): Span {
  const [minimum, maximum, ...more] = text.split(':', 3).map((part) => numberWithin(field, part));
  if (minimum !== undefined && more.length === 0) {
    if (!text.includes(':') || minimum === maximum) return minimum;
    if (maximum !== undefined && minimum < maximum) return [minimum, maximum];
    if (maximum !== undefined) throw new FieldError(field.name, 'a range whose from is below its to', text);
  }
  throw new FieldError(
    field.name,
    `a number ${limits(field)}, or a range of them such as ${field.minimum}:${field.maximum}`,
    text,
  );
}

/** A number in decimal digits, with or without an exponent; undefined where it is none, or beyond the limits. */
function numberWithin(
  { minimum, maximum }: Pick<Numeric, 'minimum' | 'maximum'>,
  text: string,
): number | undefined {
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text) + 0; // −0 + 0 is 0
  return value >= minimum && value <= maximum ? value : undefined;
}

function limits({ minimum, maximum }: Pick<Numeric, 'minimum' | 'maximum'>): string {
  // Long numbers in threes, apart by a narrow space that does not break.
  const written = (limit: number) => String(limit).replace(/^(\d+)$/, inThrees);
  return `from ${written(minimum)} to ${written(maximum)}`;
}

function inThrees(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
