/** The ways out as networks that learn: the same seed, the same task, one thing changed each. */
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { say } from '../language/say.ts';
import { type RecallChange, recallPlan } from './recall_plans.ts';

export interface LearningWay {
  readonly name: string;
  /** Which of the two lines of tries it belongs to: plain networks by gradient descent, or LSTMs by Adam. */
  readonly kind: 'plain' | 'gated';
  /** What it does, and what it does not. */
  readonly verdict: string;
  readonly change: RecallChange;
}

/** PyTorch's start, g = 1/√3. */
const start = { gain: 0.58 } as const;
const clipped = { clip: 1 } as const;
/** As many exponents, and as many steps, as a reader waits for. */
export const flossing = { floss: 2, flossUpdates: 15 } as const;
const lstm = { cell: 'lstm', gain: 0.58 } as const;
const byAdam = { optimizer: 'adam', rate: 0.01, clip: 1, updates: 100 } as const;

export const learningWays: readonly [LearningWay, ...LearningWay[]] = [
  {
    name: 'tanh, PyTorch’s start',
    kind: 'plain',
    verdict: 'hardly any learn: next to no gradient comes from the first step',
    change: { experiment: start },
  },
  {
    name: say`clipped`,
    kind: 'plain',
    verdict: 'bounds updates; what does not arrive it cannot bring',
    change: { experiment: start, learning: clipped },
  },
  {
    name: 'orthogonal, g = 1',
    kind: 'plain',
    verdict: 'keeps lengths at first; ρ drifts as it learns',
    change: { experiment: { gain: 1, ensemble: 'orthogonal' }, learning: clipped },
  },
  {
    name: 'IRNN',
    kind: 'plain',
    verdict: 'hands everything on, what grows as well',
    change: { experiment: { gain: 1, ensemble: 'irnn', activation: 'relu' } },
  },
  {
    name: 'IRNN, clipped',
    kind: 'plain',
    verdict: 'the two together: the fastest here',
    change: { experiment: { gain: 1, ensemble: 'irnn', activation: 'relu' }, learning: clipped },
  },
  {
    name: say`flossed`,
    kind: 'plain',
    verdict: 'mends PyTorch’s start, whatever it was, before the first update',
    change: { experiment: start, learning: { ...clipped, ...flossing } },
  },
  {
    name: 'LSTM, zero biases',
    kind: 'gated',
    verdict: 'halves its memory at each step until its gates open',
    change: { experiment: lstm, learning: byAdam },
  },
  {
    name: 'LSTM, forget bias 3',
    kind: 'gated',
    verdict: 'keeps 95 % a step from the start on',
    change: { experiment: { ...lstm, forgetBias: 3 }, learning: byAdam },
  },
  {
    name: 'LSTM, chrono',
    kind: 'gated',
    verdict: 'opens them as far as the lag asks for',
    change: { experiment: lstm, learning: { ...byAdam, chrono: 20 } },
  },
];

/** The networks of a way. */
export function learningPlanOf({ change }: LearningWay, networks: number, seed: number): LearningPlan {
  return recallPlan({
    experiment: { networks, seed, ...change.experiment },
    learning: { updates: 200, ...change.learning },
  });
}
