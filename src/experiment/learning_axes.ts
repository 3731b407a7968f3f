/**
 * What networks that learn may differ in, or a map of them may be over: every number that determines an experiment or how it is
 * learnt. Engines see networks of which each has its own numbers, and know of no ranges.
 */
import type { Experiment, Span } from './experiment.ts';
import { FieldError } from './field_error.ts';
import { type MapField, mapFields } from './field_map.ts';
import { parseField } from './field_text.ts';
import { applies, type Field } from './fields.ts';
import { type Learning, type LearningField, learningFields, rateOf } from './learning.ts';
import { networkSettings } from './network_settings.ts';

/**
 * Fields of an experiment that a sequence to learn from does not have; and where a GRU's reset gate stands: of a second product no
 * gradient of weights is known here, so that it multiplies the candidate's.
 */
export const idleInLearning: readonly (keyof Experiment)[] = [
  ...(['warmUp', 'times', 'inputScale', 'sharedInput', 'initialScale', 'loss', 'reset'] as const),
];

type NumericLearningField = Extract<LearningField, { readonly kind: 'integer' | 'real' | 'span' }> & {
  readonly key: { [Key in keyof Learning]: Learning[Key] extends Span ? Key : never }[keyof Learning];
};
type ExperimentAxis = MapField & { readonly of: 'experiment' };
type TrainingAxis = NumericLearningField & { readonly of: 'learning' };

/** A number of one or the other. */
export type LearningAxis = ExperimentAxis | TrainingAxis;

export const learningAxes: readonly LearningAxis[] = [
  ...mapFields
    .filter(({ key }) => !idleInLearning.includes(key))
    .map((field) => ({ ...field, of: 'experiment' as const })),
  ...learningFields.filter(isNumeric).map((field) => ({ ...field, of: 'learning' as const })),
];

/** From where to where networks differ in a number; by the name that it has in links and on command lines. Plain data. */
export interface LearningRange {
  readonly axis: string;
  readonly from: number;
  readonly to: number;
}

/** Networks that learn: everything that determines what becomes of them. */
export interface LearningPlan {
  readonly experiment: Experiment;
  readonly learning: Learning;
  /** What else they differ in, beside the fields that are spans by themselves; no axis twice. */
  readonly ranges: readonly LearningRange[];
}

/** The axis of a name. @throws {FieldError} where there is none */
export function learningAxis(name: string): LearningAxis {
  const axis = learningAxes.find((one) => one.name === name);
  if (!axis) throw new FieldError('axis', `one of ${learningAxes.map((one) => one.name).join(', ')}`, name);
  return axis;
}

/** A range `from:to` of an axis, as text. @throws {FieldError} */
export function parseLearningRange(axis: LearningAxis, text: string): LearningRange {
  const [from = Number.NaN, to = Number.NaN, ...more] = text.split(':', 3).map((part) => {
    const value = parseField(axis, part);
    return typeof value === 'number' ? value : Number.NaN;
  });
  if (more.length === 0 && from < to) return { axis: axis.name, from, to };
  throw new FieldError(
    axis.name,
    `a range such as ${axis.minimum}:${axis.maximum}, its from below its to`,
    text,
  );
}

/** The value at a part of the way, 0 … 1, through a range, as float32 has it; a whole number where it counts. */
export function alongRange(range: LearningRange, part: number): number {
  const value = placeInRange(range, part);
  return learningAxis(range.axis).kind === 'integer' ? Math.round(value) : Math.fround(value);
}

/** The same before it is rounded: evenly by ratio where a slider goes so. */
export function placeInRange({ axis: name, from, to }: LearningRange, part: number): number {
  const axis = learningAxis(name);
  return axis.logarithmic ? alongDecades(from, to, axis.step, part) : from + (to - from) * part;
}

/** By ratio; from 0 on, as a slider does that begins there. */
function alongDecades(from: number, to: number, step: number, part: number): number {
  if (from > 0) return from * (to / from) ** part;
  const [first, last] = [Math.log1p(from / step), Math.log1p(to / step)];
  return step * Math.expm1(first + (last - first) * part);
}

/** The same plan with one number set for all networks. */
export function withValue(plan: LearningPlan, name: string, value: Span): LearningPlan {
  const { of, key } = learningAxis(name);
  const ranges = plan.ranges.filter(({ axis }) => axis !== name);
  return of === 'experiment'
    ? { ...plan, ranges, experiment: { ...plan.experiment, [key]: value } }
    : { ...plan, ranges, learning: { ...plan.learning, [key]: value } };
}

/** Whether a field changes anything in a plan, for some of its networks at least, or a sentence on why not. */
export function appliesInPlan(field: Field | LearningField, plan: LearningPlan): true | string {
  // What depends on a number depends on whether it is 0.
  const { experiment, learning } = plan.ranges.reduce((own, { axis, to }) => withValue(own, axis, to), plan);
  return 'group' in field ? applies(field, experiment) : (field.appliesTo?.(learning, experiment) ?? true);
}

/** The value that an axis has in a plan; a range where networks differ in it. */
export function valueIn(plan: LearningPlan, name: string): Span {
  const range = plan.ranges.find(({ axis }) => axis === name);
  if (range) return [range.from, range.to];
  const axis = learningAxis(name);
  return axis.of === 'experiment' ? plan.experiment[axis.key] : plan.learning[axis.key];
}

/**
 * Strides of further ranges beside those of the gain, the scales and the rate: √k less its whole part, of primes that those do
 * not use, so that any first part of the networks covers every pair of ranges evenly.
 */
const strides = [13, 17, 19, 23, 29, 31, 37].map((prime) => Math.sqrt(prime) % 1);

/** Network `index` alone: the same plan without a range. */
export function networkPlan(plan: LearningPlan, index: number): LearningPlan {
  const own = plan.ranges.reduce(
    (changed, range, place) =>
      withValue(changed, range.axis, alongRange(range, (0.5 + index * (strides[place] ?? 0)) % 1)),
    plan,
  );
  return {
    experiment: { ...own.experiment, ...networkSettings(own.experiment, index) },
    learning: { ...own.learning, rate: rateOf(own.learning, index) },
    ranges: [],
  };
}

function isNumeric(field: LearningField): field is NumericLearningField {
  return field.kind !== 'choice' && field.kind !== 'flag';
}
