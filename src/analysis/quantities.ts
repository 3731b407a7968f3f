/**
 * One table of everything that a network has a number for, measured or set for it alone: what axes, readings, tables
 * and files call it, how its numbers are written, and where it stands in a collection.
 */

import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { fieldTable, type SpanField } from '../experiment/fields.ts';
import { withinSentence } from '../language/nouns.ts';
import { say } from '../language/say.ts';
import { log10FinalNorm } from '../networks/final_norm.ts';
import type { OptionalQuantity } from '../networks/measurement.ts';
import { entry } from '../networks/vector.ts';
import type { RadiusOf } from './bound.ts';
import type { Collection } from './collection.ts';

/**
 * How numbers are written and axes ticked. Decades are logarithms to base 10 and a rate is one to base e over steps: of
 * an exact zero both are −Infinity. A step is a time, and not every network has one.
 */
export type Scale = 'number' | 'decades' | 'rate' | 'step';

/** What numbers of a scale are in, in words; a step needs none. */
export const units: Readonly<Partial<Record<Scale, string>>> = {
  decades: say`decades`,
  rate: 'nats per step',
};

/** value = offset + slope · log10(‖∂L/∂state_0‖ / ‖∂L/∂state_T‖). */
export interface OfRatio {
  readonly offset: number;
  readonly slope: number;
}

interface Row {
  /** Its column in files. */
  readonly key: string;
  /** What a person calls it. */
  readonly label: string;
  /** What a sentence or a column has room for. */
  readonly symbol: string;
  /** What an axis has room for beside the label, where that is more than the symbol. */
  readonly formula?: string;
  /** One line on what it is. */
  readonly hint: string;
  readonly scale: Scale;
  /** The time t that it is taken at. */
  readonly at?: '0' | 'T';
  /** Of a network that is measured, by its place in the collection; NaN where it has none, or nobody asked for it. */
  readonly of: (collection: Collection, place: number) => number;
  /** When files have a column of it: also unasked, only where the networks differ in it, or only where it was asked for. */
  readonly filed: 'always' | 'where it varies' | 'where asked for';
  /** What an engine must be asked for to measure it; it costs something. */
  readonly wants?: OptionalQuantity;
  /** The field that gives it to each network; it is set, not measured. */
  readonly field?: SpanField['key'];
  /** Where it is a straight line of the gradient ratio in decades: lines and limits of a gradient mean something on it. */
  readonly ofRatio?: (experiment: Experiment) => OfRatio;
  /** Whether it is one of the state: what is held against float64 of states speaks of it, not what is of gradients. */
  readonly ofState?: true;
  /** Where it is, or stands for, a spectral radius: what a linear step does with a gradient is known along it. */
  readonly radiusOf?: RadiusOf;
}

export interface Quantity extends Row {
  readonly name: QuantityName;
}

/** Every quantity once, in the order in which files have them. */
const rows: Readonly<Record<QuantityName, Row>> = {
  gain: { ...ofField('gain'), filed: 'always', radiusOf: 'matrix' },
  'input-scale': ofField('inputScale'),
  'bias-scale': ofField('biasScale'),
  radius: {
    key: 'spectralRadius',
    label: 'spectral radius',
    symbol: 'ρ',
    formula: 'ρ(Wₕₕ)',
    hint: 'Largest eigenvalue modulus of Wₕₕ, of a gated cell’s candidate block.',
    scale: 'number',
    of: ({ spectralRadius }, place) => entry(spectralRadius, place),
    filed: 'always',
    radiusOf: 'matrix',
  },
  'spectral-norm': {
    key: 'spectralNorm',
    label: 'spectral norm',
    symbol: '‖W‖₂',
    formula: '‖Wₕₕ‖₂',
    hint: 'Most that Wₕₕ stretches any direction: its largest singular value, of a gated cell’s candidate block.',
    scale: 'number',
    of: ({ spectralNorm }, place) => entry(spectralNorm, place),
    filed: 'always',
  },
  rest: {
    key: 'restRadius',
    label: 'spectral radius at rest',
    symbol: 'ρ at rest',
    formula: 'ρ(∂hₜ/∂hₜ₋₁)',
    hint: 'Spectral radius of the step’s Jacobian at the zero state.',
    scale: 'number',
    of: ({ optional: { restRadius } }, place) => entry(restRadius, place),
    filed: 'where asked for',
    wants: 'restRadius',
    radiusOf: 'jacobian',
  },
  rate: {
    key: 'growthRate',
    label: 'growth rate',
    symbol: 'λ',
    hint: 'What the gradient gains a step on its way from T to 0: its sign is the phase.',
    scale: 'rate',
    of: ({ growthRate }, place) => entry(growthRate, place),
    filed: 'always',
    ofRatio: ({ steps }) => ({ offset: 0, slope: Math.LN10 / steps }),
  },
  decades: {
    key: 'log10GradientNorm',
    label: 'gradient norm',
    symbol: '‖∂L/∂h₀‖',
    hint: 'Norm of the gradient that arrives at the first of T steps.',
    scale: 'decades',
    at: '0',
    of: ({ log10GradientNorm }, place) => entry(log10GradientNorm, place),
    filed: 'always',
    ofRatio: (experiment) => ({ offset: log10FinalNorm(experiment), slope: 1 }),
  },
  'gradient-ratio': {
    key: 'log10GradientRatio',
    label: 'gradient ratio',
    symbol: '‖∂L/∂h₀‖/‖∂L/∂h(T)‖',
    hint: 'What the chain of Jacobians did: the gradient’s norm at t = 0 over its norm at T.',
    scale: 'decades',
    at: '0',
    of: ({ log10GradientRatio }, place) => entry(log10GradientRatio, place),
    filed: 'where asked for',
    ofRatio: () => ({ offset: 0, slope: 1 }),
  },
  'state-norm': {
    key: 'log10StateNorm',
    label: 'state norm',
    symbol: '‖h(T)‖',
    hint: 'Norm of the whole state after the last step.',
    scale: 'decades',
    at: 'T',
    of: ({ log10StateNorm }, place) => entry(log10StateNorm, place),
    filed: 'where asked for',
    ofState: true,
  },
  'parameter-norm': {
    key: 'log10ParameterNorm',
    label: 'weight gradient',
    symbol: '‖∂L/∂Wₕₕ‖',
    hint: 'Norm of the gradient with respect to all recurrent weights, summed over the T steps: what an update is made of.',
    scale: 'decades',
    of: ({ optional: { parameterNorm } }, place) => entry(parameterNorm, place),
    filed: 'where asked for',
    wants: 'parameterNorm',
  },
  'death-step': {
    key: 'statusStep',
    label: 'step of death',
    symbol: 't†',
    hint: 'Largest t at which the gradient is exactly zero, every unit masked; a living network has none.',
    scale: 'step',
    of: ({ deathStep }, place) => (entry(deathStep, place) < 0 ? Number.NaN : entry(deathStep, place)),
    filed: 'always',
  },
};

/** Every quantity by its name. */
export const quantityTable = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [name, { name, ...row }]),
) as Readonly<Record<QuantityName, Quantity>>;

/** Every quantity, in the order in which files have them. */
export const quantities: readonly Quantity[] = Object.values(quantityTable);

/** What a field is of each network. */
export const fieldQuantities: Readonly<Record<SpanField['key'], Quantity>> = {
  gain: quantityTable.gain,
  inputScale: quantityTable['input-scale'],
  biasScale: quantityTable['bias-scale'],
};

/** Numbers of a network by name; NaN where it has none. */
export type Values = Readonly<Record<QuantityName, number>>;

/** Whatever `value` says of each quantity, by its name. */
export function byQuantity<Value>(
  value: (quantity: Quantity) => Value,
): Readonly<Record<QuantityName, Value>> {
  return Object.fromEntries(quantities.map((quantity) => [quantity.name, value(quantity)])) as Record<
    QuantityName,
    Value
  >;
}

/** A quantity of the networks measured so far, from a place in the collection on, [count − from]. */
export function columnOf(quantity: Quantity, collection: Collection, from = 0): Float64Array {
  const column = new Float64Array(collection.count - from);
  for (let i = 0; i < column.length; i++) column[i] = quantity.of(collection, from + i);
  return column;
}

/** What an engine must be asked for, for these quantities to be measured. */
export function wantsOf(names: readonly QuantityName[]): OptionalQuantity[] {
  return [...new Set(names.flatMap((name) => quantityTable[name].wants ?? []))];
}

/** What of these files and tables have only where it is asked for. */
export function askedOf(names: readonly QuantityName[]): QuantityName[] {
  return [...new Set(names)].filter((name) => quantityTable[name].filed === 'where asked for');
}

/** What files and tables of an experiment's networks hold, in order: what is asked for besides follows. */
export function filedQuantities(experiment: Experiment, asked: readonly QuantityName[]): Quantity[] {
  const unasked = quantities.filter(
    (quantity) =>
      quantity.filed === 'always' || (quantity.filed === 'where it varies' && varies(quantity, experiment)),
  );
  return [
    ...unasked,
    ...quantities.filter((quantity) => asked.includes(quantity.name) && !unasked.includes(quantity)),
  ];
}

/** Whether a quantity may differ between the networks of an experiment. */
export function varies({ field }: Pick<Quantity, 'field'>, experiment: Experiment): boolean {
  return field === undefined || typeof experiment[field] === 'object';
}

/** A field that the kernels take for each network alone. */
function ofField(key: SpanField['key']): Row {
  const { label, symbol = label, hint } = fieldTable[key];
  return {
    key,
    label: withinSentence(label),
    // Unicode has one of the two subscripts in use; the other stands in brackets, as T does.
    symbol: symbol.replace('_x', 'ₓ').replace(/_(.)/, '($1)'),
    hint,
    scale: 'number',
    of: (collection, place) => entry(collection[key], place),
    filed: 'where it varies',
    field: key,
  };
}
