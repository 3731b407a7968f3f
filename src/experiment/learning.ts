/**
 * What networks learn, and how: everything beside an experiment that determines it, as plain data. One table of its fields,
 * as an experiment has: names of flags and links, words and limits.
 */
import { say } from '../language/say.ts';
import { bounds, type Experiment, isGated, isKinked, namesOf, type Span } from './experiment.ts';
import type { FieldKind, FieldValue } from './fields.ts';

/** Tasks and ways of updating, in the order in which a person reads them; `networks/learning/` says what each is. */
const learningChoices = {
  task: {
    recall: { label: 'Recall a number' },
    'recall-symbol': { label: 'Recall a symbol' },
    copy: { label: 'Copy after a delay' },
    adding: { label: 'Add two numbers' },
    parity: { label: 'Exclusive or, after a delay' },
    latch: { label: 'Keep a sign among distractors' },
    sine: { label: 'Follow a sine' },
  },
  optimizer: { sgd: { label: 'Gradient descent' }, adam: { label: 'Adam' } },
} as const;

export type TaskName = keyof typeof learningChoices.task;
export type OptimizerName = keyof typeof learningChoices.optimizer;

export interface Learning {
  readonly task: TaskName;
  readonly optimizer: OptimizerName;
  /** η, the learning rate; of a range every network has its own, evenly by ratio. */
  readonly rate: Span;
  /** μ of gradient descent: what the step before counts in the next. */
  readonly momentum: number;
  /** λ·θ is added to the gradient. */
  readonly weightDecay: number;
  /** The norm of ∂L/∂θ that is let through; 0 where nothing is clipped. */
  readonly clip: number;
  /** The gradient is cut after every so many steps; 0 where it goes all the way back. */
  readonly truncate: number;
  readonly updates: number;
  /** Sequences of an update. */
  readonly batch: number;
  /** Lyapunov exponents that are brought towards 0 before the first update; 0 leaves the start as it is drawn. */
  readonly floss: number;
  /** Steps of that. */
  readonly flossUpdates: number;
  /** T_max of a chrono start, the steps of the longest memory that is asked for; 0 leaves the gates as they are drawn. */
  readonly chrono: number;
  /** Whether all networks learn from the same sequences, instead of each from its own. */
  readonly sharedData: boolean;
}

function flossing(_: Learning, { cell, activation }: Pick<Experiment, 'cell' | 'activation'>): true | string {
  return (
    !(isGated(cell) && isKinked(activation)) ||
    'Beside gates the slope of an activation with a kink has no derivative.'
  );
}

interface Described<Value> {
  /** URL key and command-line flag. */
  readonly name: string;
  readonly label: string;
  readonly symbol?: string;
  readonly hint: string;
  readonly usual: Value;
  /** True, or a sentence on why the field changes nothing. */
  readonly appliesTo?: (
    learning: Learning,
    experiment: Pick<Experiment, 'cell' | 'activation'>,
  ) => true | string;
}

type Rows = { readonly [Key in keyof Learning]: Described<Learning[Key]> & FieldKind };

const rows: Rows = {
  task: {
    ...{
      name: 'task',
      kind: 'choice',
      label: say`Task`,
      usual: 'recall',
      options: optionsOf(learningChoices.task),
    },
    hint: 'What is learnt; its lag is T, the steps of a sequence.',
  },
  optimizer: {
    ...{ name: 'optimizer', kind: 'choice', label: say`Optimiser`, usual: 'adam' },
    options: optionsOf(learningChoices.optimizer),
    hint: 'How an update follows from the gradient, as PyTorch has it.',
  },
  rate: {
    ...{ name: 'rate', kind: 'span', label: 'Learning rate', symbol: 'η', usual: 0.01 },
    ...{ minimum: 1e-6, maximum: 1e3, step: 1e-3, logarithmic: true, stride: Math.sqrt(7) - 2 },
    hint: 'How far an update goes; the networks cover a range evenly by ratio.',
  },
  momentum: {
    ...{ name: 'momentum', kind: 'real', label: say`Momentum`, symbol: 'μ', usual: 0 },
    ...{ minimum: 0, maximum: 1, step: 0.01, logarithmic: false },
    hint: 'What the step before counts in the next, of gradient descent.',
    appliesTo: ({ optimizer }) => optimizer === 'sgd' || 'Only gradient descent has a momentum.',
  },
  weightDecay: {
    ...{ name: 'weight-decay', kind: 'real', label: 'Weight decay', usual: 0 },
    ...{ minimum: 0, maximum: 1, step: 1e-3, logarithmic: true },
    hint: 'So many times the parameters are added to the gradient.',
  },
  clip: {
    ...{ name: 'clip', kind: 'real', label: 'Clipped to norm', usual: 0 },
    ...{ minimum: 0, maximum: 1e6, step: 0.1, logarithmic: true },
    hint: 'The norm of the whole gradient that is let through; 0 lets all of it through.',
  },
  truncate: {
    ...{ name: 'truncate', kind: 'integer', label: 'Cut off after', usual: 0 },
    ...{ minimum: 0, maximum: 10_000, step: 1, logarithmic: true },
    hint: 'Steps after which backpropagation is cut off; 0 goes all the way back.',
  },
  updates: {
    ...{ name: 'updates', kind: 'integer', label: say`Updates`, usual: 200 },
    ...{ minimum: 1, maximum: 100_000, step: 1, logarithmic: true },
    hint: 'How often every network is updated.',
  },
  batch: {
    ...{ name: 'batch', kind: 'integer', label: say`Batch`, usual: 8 },
    ...{ minimum: 1, maximum: 1024, step: 1, logarithmic: true },
    hint: 'Sequences of an update.',
  },
  floss: {
    ...{ name: 'floss', kind: 'integer', label: say`Flossed`, symbol: 'k', usual: 0 },
    ...{ minimum: 0, maximum: 64, step: 1, logarithmic: false },
    hint: 'Before the first update so many Lyapunov exponents are brought towards 0 (Engelken 2023); 0 none.',
    appliesTo: flossing,
  },
  flossUpdates: {
    ...{ name: 'floss-updates', kind: 'integer', label: 'Flossed for', usual: 30 },
    ...{ minimum: 1, maximum: 10_000, step: 1, logarithmic: true },
    hint: 'Steps of flossing, each along a sequence of the task.',
    appliesTo: (learning, experiment) =>
      learning.floss === 0 ? 'No exponent is flossed.' : flossing(learning, experiment),
  },
  chrono: {
    ...{ name: 'chrono', kind: 'integer', label: 'Chrono start', usual: 0, symbol: 'T_max' },
    ...{ minimum: 0, maximum: 100_000, step: 1, logarithmic: true },
    hint: 'Biases of the gates that keep are ln U(1, T_max − 1), so that units remember for up to T_max steps (Tallec & Ollivier 2018); 0 leaves them as drawn.',
    appliesTo: (_, { cell }) => isGated(cell) || 'Only a cell with gates has a gate that keeps.',
  },
  sharedData: {
    ...{ name: 'shared-data', kind: 'flag', label: 'Shared data', usual: false },
    hint: 'All networks learn from the same sequences, instead of each from its own.',
  },
};

export type LearningField = Rows[keyof Rows] & { readonly key: keyof Learning };

/** Every field, in the order in which a person reads them. */
export const learningFields = namesOf(rows).map((key) => ({ key, ...rows[key] })) as readonly LearningField[];

/** What is learnt unless a person says otherwise. */
export const defaultLearning = Object.fromEntries(
  learningFields.map(({ key, usual }): [string, FieldValue] => [key, usual]),
) as unknown as Learning;

/** The rate of network `index`, rounded to float32 so that every engine sees the same. */
export function rateOf({ rate }: Learning, index: number): number {
  const [minimum, maximum] = bounds(rate);
  const stride = 'stride' in rows.rate ? rows.rate.stride : 0;
  return Math.fround(minimum * (maximum / minimum) ** ((0.5 + index * stride) % 1));
}

function optionsOf<Word extends string>(table: Readonly<Record<Word, { readonly label: string }>>) {
  return namesOf(table).map((value) => ({ value, label: table[value].label }));
}
