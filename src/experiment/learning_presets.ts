/**
 * Networks that learn worth looking at, each with what to look for. The numbers were measured on the CPU engine, of all networks of
 * seed 1.
 */
import { say } from '../language/say.ts';
import type { Experiment } from './experiment.ts';
import type { Learning } from './learning.ts';
import type { LearningPlan, LearningRange } from './learning_axes.ts';
import { effectivePlan, usualPlan } from './learning_plan.ts';

/** What differs from the usual plan. */
interface PlanChange {
  readonly experiment?: Partial<Experiment>;
  readonly learning?: Partial<Learning>;
  readonly ranges?: readonly LearningRange[];
}

/** One of several that are to be seen one after another, on the same seed. */
interface Variant extends PlanChange {
  readonly label: string;
}

export interface LearningPreset extends PlanChange {
  /** For tests. */
  readonly name: string;
  readonly title: string;
  /** What to look for. */
  readonly watch: string;
  /** The axis that shows it best, where it is not the gain. */
  readonly x?: string;
  readonly variants?: readonly Variant[];
}

const byAdam = { optimizer: 'adam', rate: 0.01 } as const;

export const learningPresets: readonly LearningPreset[] = [
  {
    name: 'start',
    title: 'Recall a number, gain 0.1 to 2.5',
    watch:
      'Each point is one network that learns to say at the end what it read 20 steps before. With gradient descent hardly any network below gain 0.7 leaves the baseline, because no gradient reaches so far back. Adam divides the gradient by its own size, however small that is. With it half of these networks learn, too.',
    variants: [{ label: 'gradient descent' }, { label: 'Adam', learning: byAdam }],
  },
  {
    name: 'lag',
    title: 'A lag that few tanh networks bridge and most LSTMs do',
    watch:
      'The same task over 60 steps. One in five of the tanh networks learns. Of the LSTMs, whose forget gates start open, three in four do.',
    experiment: { hiddenSize: 16, steps: 60, networks: 512 },
    learning: { ...byAdam, updates: 300 },
    variants: [{ label: 'tanh' }, { label: 'LSTM', experiment: { cell: 'lstm', forgetBias: 3 } }],
  },
  {
    name: 'forget-bias',
    title: 'How far the forget gate starts open',
    watch:
      'LSTMs that differ in their forget bias, over 40 steps. Below a bias of 0 none learns, at about 1 half of them do, and from 2.5 on nearly all do. A gate with bias 3 keeps 95 % of its memory at each step.',
    experiment: { cell: 'lstm', hiddenSize: 16, steps: 40, networks: 512, gain: 1 },
    learning: { ...byAdam, updates: 300 },
    ranges: [{ axis: 'forget-bias', from: -1, to: 5 }],
    x: 'forget-bias',
  },
  {
    name: 'orthogonal',
    title: 'Orthogonal against Ginibre',
    watch:
      'The same gains over 40 steps, with two kinds of matrices to start from. Orthogonal matrices keep lengths: 62 % of these networks learn. Of those whose entries are independent 44 % learn.',
    experiment: { hiddenSize: 16, steps: 40, networks: 512, gain: [0.5, 1.5] },
    learning: { ...byAdam, updates: 300 },
    variants: [
      { label: say`orthogonal`, experiment: { ensemble: 'orthogonal' } },
      { label: 'Ginibre', experiment: { ensemble: 'ginibre' } },
    ],
  },
  {
    name: 'clipping',
    title: 'With and without clipping',
    watch:
      'ReLU networks learn by gradient descent. Without clipping most diverge from gain 1.5 on, and all from 2.1 on. With the gradient clipped to norm 1 none diverges, and four in five of those between gains 1.5 and 2 learn.',
    experiment: { activation: 'relu', hiddenSize: 16, networks: 512, gain: [0.1, 3] },
    learning: { optimizer: 'sgd', rate: 0.03, updates: 300 },
    variants: [{ label: 'not clipped' }, { label: 'clipped to 1', learning: { clip: 1 } }],
  },
  {
    name: 'rate',
    title: 'Learning rate against gain',
    watch:
      'Networks that differ in gain and in learning rate; the rate is to the right. Between rates of 0.002 and 0.01 five in six learn. From 0.06 on hardly any learns, yet none diverges, because Adam’s steps are bounded.',
    experiment: { hiddenSize: 16 },
    learning: { ...byAdam, rate: [0.0001, 1], updates: 300 },
    x: 'rate',
  },
];

/** What a preset, or one of its variants, lets learn. */
export function presetPlan(preset: LearningPreset, variant?: Variant): LearningPlan {
  const { experiment, learning, ranges } = usualPlan;
  return {
    experiment: { ...experiment, ...preset.experiment, ...variant?.experiment },
    learning: { ...learning, ...preset.learning, ...variant?.learning },
    ranges: variant?.ranges ?? preset.ranges ?? ranges,
  };
}

/** Which preset a plan is, whatever its seed and the number of networks, and which variant of it. */
export function presetOf(plan: LearningPlan): { preset: LearningPreset; variant?: Variant } | undefined {
  const key = keyOf(plan);
  for (const preset of learningPresets) {
    const variant = preset.variants?.find((one) => keyOf(presetPlan(preset, one)) === key);
    if (variant) return { preset, variant };
    if (!preset.variants && keyOf(presetPlan(preset)) === key) return { preset };
  }
  return undefined;
}

function keyOf(plan: LearningPlan): string {
  const { experiment, ...rest } = effectivePlan(plan);
  const entries = Object.entries({ ...experiment, seed: 0, networks: 0 }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return JSON.stringify([entries, Object.entries(rest.learning).sort(), rest.ranges]);
}
