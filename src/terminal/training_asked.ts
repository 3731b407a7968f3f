/** What networks are to learn, and how, by flags. */
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { parseChoice, parseField } from '../experiment/field_text.ts';
import { defaultLearning, type Learning, learningFields } from '../experiment/learning.ts';
import {
  appliesInPlan,
  idleInLearning,
  type LearningPlan,
  type LearningRange,
  learningAxes,
  parseLearningRange,
} from '../experiment/learning_axes.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { isStaged } from '../networks/cells.ts';
import type { TrainOptions } from '../networks/learning/learning_measurement.ts';
import { engineNamed } from './engine_flag.ts';
import { experimentOf, type Flags, requireApplying, said, terminalFields } from './flags.ts';
import { rangeOf } from './shard.ts';
import { UsageError } from './usage_error.ts';

/** Where the reset gate stands may be said, since there is one place where it may. */
export const trainedFields = terminalFields.filter(
  ({ key }) => key === 'reset' || !idleInLearning.includes(key),
);
/** What says which networks learn, and how. */
export const trainingFields = [
  ...[...trainedFields, ...learningFields].map(({ name }) => name),
  ...['precision', 'shard'],
];

export interface TrainingAsked extends Pick<TrainOptions, 'precision'> {
  readonly plan: LearningPlan;
  readonly range: NetworkRange;
  readonly engineName: EngineName;
}

/** @throws {UsageError} for what is not allowed, does not go together, or changes nothing */
export function trainingAsked(flags: Flags): TrainingAsked {
  const plan = planOf(flags);
  const engineName = engineNamed(flags.get('engine'));
  const precision = said(() =>
    parseChoice('precision', ['auto', 'float64'], flags.get('precision') ?? 'auto'),
  );
  const range = rangeOf(flags, plan.experiment);
  return { plan, range, engineName, ...(precision === 'float64' && { precision }) };
}

/** What the flags have learn. @throws {UsageError} for a value that is not allowed, or one that changes nothing */
function planOf(flags: Flags): LearningPlan {
  const { ranges, rest } = rangesOf(flags);
  const experiment = { ...experimentOf(rest), warmUp: 0 };
  requireApplying(flags, experiment);
  if (isStaged(experiment))
    throw new UsageError(
      `--reset must be after where networks learn; ${experiment.reset} is not: its second product has no gradient of weights here`,
    );
  return { experiment, learning: learningOf(flags, rest, experiment, ranges), ranges };
}

/** Ranges of fields that are none by themselves, and the flags without them. */
function rangesOf(flags: Flags): { readonly ranges: readonly LearningRange[]; readonly rest: Flags } {
  const rest = new Map(flags);
  const ranges = learningAxes.flatMap((axis) => {
    const text = flags.get(axis.name);
    if (axis.kind === 'span' || text?.includes(':') !== true) return [];
    if (axis.key === 'updates')
      throw new UsageError(
        `--updates must be one number; ${quoted(text)} is a range: a longer run begins with a shorter one’s numbers, so say the most`,
      );
    rest.delete(axis.name);
    return [said(() => parseLearningRange(axis, text))];
  });
  return { ranges, rest };
}

function learningOf(
  flags: Flags,
  rest: Flags,
  experiment: Experiment,
  ranges: readonly LearningRange[],
): Learning {
  let asked = defaultLearning;
  for (const field of learningFields) {
    const text = rest.get(field.name);
    if (text !== undefined) asked = { ...asked, [field.key]: said(() => parseField(field, text)) };
  }
  for (const field of learningFields) {
    const reason = appliesInPlan(field, { experiment, learning: asked, ranges });
    if (flags.has(field.name) && reason !== true)
      throw new UsageError(
        `--${field.name} changes nothing here: ${reason.replace(/\.$/, '')}; leave it out`,
      );
  }
  return asked;
}
