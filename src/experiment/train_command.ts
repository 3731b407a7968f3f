/** What learns, and how, as the command line that has the same learn again. */
import { commandLine, flag, flagsOf } from './command.ts';
import { formatField } from './field_text.ts';
import { fields } from './fields.ts';
import { defaultLearning, learningFields } from './learning.ts';
import { appliesInPlan, idleInLearning, type LearningPlan, learningAxis } from './learning_axes.ts';
import type { EngineName } from './provenance.ts';

/** The `train` that gives an engine's numbers of a plan again: what applies and differs from a terminal's defaults, as `sweepCommand` has it. */
export function trainCommand(plan: LearningPlan, engine: EngineName): string {
  const { experiment, learning } = plan;
  // What changes nothing here would be refused.
  const applying = plan.ranges.filter(({ axis }) => appliesInPlan(learningAxis(axis), plan) === true);
  const ranged = new Set(applying.map(({ axis }) => axis));
  const single = fields.filter(({ key, name }) => !idleInLearning.includes(key) && !ranged.has(name));
  const taught = learningFields.flatMap((field) => {
    const text = formatField(field, learning[field.key]);
    const usual = text === formatField(field, defaultLearning[field.key]);
    return usual || ranged.has(field.name) || appliesInPlan(field, plan) !== true ? [] : [flag(field, text)];
  });
  const spread = applying.map(({ axis, from, to }) => `--${axis}=${from}:${to}`);
  return commandLine('train', [...flagsOf(single, experiment), ...taught, ...spread], engine);
}
