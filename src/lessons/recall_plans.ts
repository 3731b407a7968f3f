/** The networks that learn in the chapter's figures: small ones that recall their first input by plain gradient descent. */
import { defaultExperiment } from '../experiment/fields.ts';
import { defaultLearning } from '../experiment/learning.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { effectivePlan } from '../experiment/learning_plan.ts';

/** What differs from the usual one of these. */
export interface RecallChange {
  readonly experiment?: Partial<LearningPlan['experiment']>;
  readonly learning?: Partial<LearningPlan['learning']>;
}

interface Case {
  readonly heading: string;
  readonly what: string;
  readonly activation: 'tanh' | 'identity';
  readonly gain: number;
  /** Decades of loss that the chart shows. */
  readonly range: readonly [number, number];
}

export const recallCases: Readonly<Record<'vanishing' | 'exploding', Case>> = {
  vanishing: {
    heading: 'Vanishing: tanh networks at gain 0.5',
    what: 'tanh networks',
    activation: 'tanh',
    gain: 0.5,
    range: [-3, 1],
  },
  exploding: {
    heading: 'Exploding: linear networks at gain 1.5',
    what: 'linear networks',
    activation: 'identity',
    gain: 1.5,
    range: [-3, 9],
  },
};

/** 200 tanh networks of 16 units at gain 0.5, and a lag of 20 steps. */
export function recallPlan({ experiment, learning }: RecallChange = {}): LearningPlan {
  const small = { warmUp: 0, networks: 200, hiddenSize: 16, steps: 20, gain: 0.5 } as const;
  return effectivePlan({
    experiment: { ...defaultExperiment, ...small, ...experiment },
    learning: { ...defaultLearning, optimizer: 'sgd', rate: 0.02, updates: 300, ...learning },
    ranges: [],
  });
}

/** As many as float64 lets learn in a few seconds. */
const fewNetworks = 12;

/** Fewer where the engine is the slow one. */
export function networksFor(engine: string, networks = 200): number {
  return engine === 'reference' ? Math.min(networks, fewNetworks) : networks;
}
