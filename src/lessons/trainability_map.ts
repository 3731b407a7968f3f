/** The chapter's map of trainability: very small networks, so that 2 304 of them have learnt within seconds. */
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { recallPlan } from './recall_plans.ts';

/** The networks of all its cells, which differ in gain and learning rate alone. */
export function edgePlan(clip: number, seed: number): LearningPlan {
  return recallPlan({
    experiment: { hiddenSize: 8, steps: 12, gain: 1, seed },
    learning: { rate: 0.1, updates: 200, batch: 4, clip },
  });
}

/** The map as a link has it, coarser where the engine is the slow one. */
export function edgeMap(engine: string): string {
  const cells = engine === 'reference' ? '16x16' : '48x48';
  return `rate=0.003:3,gain=0.1:3,cells=${cells}`;
}
