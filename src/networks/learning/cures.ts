/** What may help networks to learn that do not: each a change of what is asked for, on the same seed. */
import type { Experiment } from '../../experiment/experiment.ts';
import { bounds } from '../../experiment/experiment.ts';
import type { Learning } from '../../experiment/learning.ts';
import { appliesInPlan, type LearningPlan, learningAxis, valueIn } from '../../experiment/learning_axes.ts';
import { usualPlan } from '../../experiment/learning_plan.ts';
import { cellOf } from '../cells.ts';

/** What a cure sets. */
export interface CureChange {
  readonly experiment?: Partial<Experiment>;
  readonly learning?: Partial<Learning>;
}

export interface LearningCure {
  readonly name: string;
  readonly label: string;
  /** What it does, and what it does not do: a sentence each. */
  readonly does: string;
  readonly doesNot: string;
  /** True, or a sentence on why it changes nothing here. */
  readonly appliesTo: (plan: LearningPlan) => true | string;
  readonly change: (plan: LearningPlan) => CureChange;
}

/** Exponents that are flossed at most: a few directions are enough for a memory, and each costs time. */
const mostFlossed = 4;

export const learningCures: readonly LearningCure[] = [
  {
    name: 'orthogonal',
    label: 'Orthogonal start',
    does: 'W starts as a rotation, at gain 1 where all networks have one gain: no direction is stretched or shrunk by it.',
    doesNot: 'It does not stay one: once weights train, ρ drifts.',
    appliesTo: () => true,
    change: (plan) => ({ experiment: { ensemble: 'orthogonal', ...unitGain(plan) } }),
  },
  {
    name: 'identity',
    label: 'IRNN',
    does: 'W starts as the identity, with ReLU (Le, Jaitly & Hinton 2015): an open unit hands its state and its gradient on unchanged.',
    doesNot: 'Nothing bounds its states: what grows overflows, and too large a step is not taken back.',
    appliesTo: ({ experiment }) => {
      const { remembering, rest } = cellOf(experiment);
      return (!remembering && rest.direct === 0) || 'Gates, a leak or a residual are paths past W already.';
    },
    change: (plan) => ({ experiment: { ensemble: 'irnn', activation: 'relu', ...unitGain(plan) } }),
  },
  {
    name: 'chrono',
    label: 'Chrono forget bias',
    does: 'Gates that keep start as open as memories of up to T steps ask for, each unit’s its own (Tallec & Ollivier 2018).',
    doesNot: 'It asks for T beforehand, and leaves the way through the matrix as it was.',
    appliesTo: (plan) => appliesInPlan(learningAxis('chrono'), plan),
    change: (plan) => ({ learning: { chrono: bounds(valueIn(plan, 'steps'))[1] } }),
  },
  {
    name: 'clipping',
    label: 'Clip at norm 1',
    does: 'No update is longer than a gradient of norm 1 makes it: what explodes once does not throw θ away.',
    doesNot:
      'It brings no gradient back that has vanished, and mends no balance between early and late steps.',
    appliesTo: () => true,
    change: () => ({ learning: { clip: 1 } }),
  },
  {
    name: 'flossing',
    label: 'Gradient flossing',
    does: 'Before the first update the first Lyapunov exponents are trained towards 0 (Engelken 2023): as many directions neither vanish nor explode.',
    doesNot: 'It does not hold them there, and what is learnt afterwards may undo it.',
    appliesTo: (plan) => appliesInPlan(learningAxis('floss'), plan),
    change: (plan) => ({
      learning: { floss: Math.max(1, Math.min(mostFlossed, Math.floor(leastUnits(plan) / 4))) },
    }),
  },
];

/** Whether a plan is as a cure would have it. */
export function isCured(plan: LearningPlan, cure: LearningCure): boolean {
  if (cure.appliesTo(plan) !== true) return false;
  return JSON.stringify(withChange(plan, cure.change(plan))) === JSON.stringify(plan);
}

/** The plan with what a cure sets, in which networks then no longer differ. */
export function withChange(plan: LearningPlan, { experiment, learning }: CureChange): LearningPlan {
  return {
    ...plan,
    experiment: { ...plan.experiment, ...experiment },
    learning: { ...plan.learning, ...learning },
    ranges: plan.ranges.filter(({ axis }) => learning === undefined || !(axis in learning)),
  };
}

/** The plan without a cure: what that sets is as it was before, or as usual where nobody knows. */
export function takenBack(
  { change }: LearningCure,
  plan: LearningPlan,
  before: LearningPlan = usualPlan,
): LearningPlan {
  const { experiment = {}, learning = {} } = change(plan);
  const asBefore = <Fields extends object>(changed: object, from: Fields) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => key in changed)) as Partial<Fields>;
  return withChange(plan, {
    experiment: asBefore(experiment, before.experiment),
    learning: asBefore(learning, before.learning),
  });
}

/** Gain 1, where all networks have the same: what they differ in stays to be seen. */
function unitGain(plan: LearningPlan): Partial<Experiment> {
  const [least, most] = bounds(valueIn(plan, 'gain'));
  return least === most ? { gain: 1 } : {};
}

function leastUnits(plan: LearningPlan): number {
  return bounds(valueIn(plan, 'hidden-size'))[0];
}
