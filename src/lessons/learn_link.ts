/** Where networks of the chapter are looked at one by one, or mapped, in Learn. */
import { type View, writeAddress } from '../experiment/address.ts';
import { usualAxes } from '../experiment/axes.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { usualX, writeLearning } from '../session/learning_address.ts';

/** @param map of trainability that is shown first, as a link has it */
export function learnLink(plan: LearningPlan, engine: View['engine'], map?: string): string {
  const view = {
    engine,
    ...usualAxes,
    learn: writeLearning(plan, { x: usualX }, map),
    ...(map !== undefined && { learnMap: map }),
  };
  return `${writeAddress(defaultExperiment, view)}#learn${map === undefined ? '' : '/map'}`;
}
