/** Which networks learn on the page unless a person says otherwise, and what each of a plan's numbers may be. */
import { bounds } from './experiment.ts';
import { formatField } from './field_text.ts';
import { defaultExperiment, effective, type Field, type FieldValue, fields } from './fields.ts';
import { defaultLearning, type LearningField, learningFields } from './learning.ts';
import {
  alongRange,
  appliesInPlan,
  idleInLearning,
  type LearningAxis,
  type LearningPlan,
  type LearningRange,
  learningAxes,
  networkPlan,
  valueIn,
} from './learning_axes.ts';

/** Small enough to be watched: what it shows is there within seconds. By plain gradient descent a gradient that vanishes is seen not to teach. */
export const usualPlan: LearningPlan = {
  experiment: {
    ...defaultExperiment,
    ...{ hiddenSize: 32, networks: 1024, steps: 20, warmUp: 0, gain: [0.1, 2.5] },
  },
  learning: { ...defaultLearning, optimizer: 'sgd', rate: 0.02 },
  ranges: [],
};

/** Fields of an experiment that networks which learn have, whether they change anything or not. */
export const learntFields: readonly Field[] = fields.filter(({ key }) => !idleInLearning.includes(key));

/** Numbers in which networks that are told to an engine together cannot differ: a map may, cell by cell. */
const together: readonly string[] = ['hidden-size', 'updates', 'batch'];

/** The axes that may be ranges of one plan. */
export const rangeAxes: readonly LearningAxis[] = learningAxes.filter(({ name }) => !together.includes(name));

/** The axes in which the networks of a plan differ, in the order in which a person reads them. */
export function variedAxes(plan: LearningPlan): readonly LearningAxis[] {
  return rangeAxes.filter((axis) => {
    const [low, high] = bounds(valueIn(plan, axis.name));
    return low < high;
  });
}

/** What an axis is for each network of a plan, [networks]. */
export function columnOf(plan: LearningPlan, name: string): Float64Array {
  return Float64Array.from({ length: plan.experiment.networks }, (_, index) =>
    Number(valueIn(networkPlan(plan, index), name)),
  );
}

/** A range to begin with, around what an axis has: all of what a slider reaches where that is little, else about a decade. */
export function rangeAround(plan: LearningPlan, axis: LearningAxis): LearningRange {
  const value = Number(bounds(valueIn(plan, axis.name))[0]);
  const { name, minimum, maximum, logarithmic, step } = axis;
  if (!logarithmic) {
    const reach = Math.max(10 * step, Math.abs(value));
    const from = Math.max(minimum, value - reach);
    return { axis: name, from: rounded(from), to: rounded(Math.min(maximum, from + 2 * reach)) };
  }
  const middle = Math.max(value, step);
  const from = Math.max(minimum, middle / 3);
  const to = Math.min(maximum, 3 * middle);
  return { axis: name, from: roundedFor(axis, from), to: roundedFor(axis, to) };
}

/** The middle of what a range goes through, on its own scale. */
export function middleOf(range: LearningRange): number {
  return rounded(alongRange(range, 0.5));
}

/** The same with whatever changes nothing as usual: what is learnt, and nothing else. */
export function effectivePlan(plan: LearningPlan): LearningPlan {
  const experiment = { ...effective({ ...plan.experiment, warmUp: 0 }), warmUp: 0 };
  const idle = learningFields.filter((field) => appliesInPlan(field, plan) !== true);
  const learning = { ...plan.learning, ...Object.fromEntries(idle.map(({ key, usual }) => [key, usual])) };
  const applying = new Set(
    [...learntFields, ...learningFields]
      .filter((field) => appliesInPlan(field, plan) === true)
      .map(({ name }) => name),
  );
  return { experiment, learning, ranges: plan.ranges.filter(({ axis }) => applying.has(axis)) };
}

function roundedFor({ kind }: LearningAxis, value: number): number {
  return kind === 'integer' ? Math.round(value) : rounded(value);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** The value of a field as text, a range `from:to`. */
export function textIn(plan: LearningPlan, field: Field | LearningField): string {
  const range = plan.ranges.find(({ axis }) => axis === field.name);
  if (range) return `${range.from}:${range.to}`;
  const value: FieldValue = 'group' in field ? plan.experiment[field.key] : plan.learning[field.key];
  return formatField(field, value);
}
