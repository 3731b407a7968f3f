/** What becomes of a plan's networks, as it is reported. */
import { LearningTrack } from '../analysis/learning_track.ts';
import { type LearningPlan, networkPlan } from '../experiment/learning_axes.ts';
import type { LearningProgress, SampledRadii } from '../laboratory/learning.ts';
import { judgedUpdates } from '../networks/learning/task.ts';
import { baselineOf } from '../networks/learning/tasks.ts';

export interface Learnt {
  readonly track: LearningTrack;
  readonly radii: SampledRadii[];
  /** Networks that are ready to learn, while some are not. */
  ready: number;
}

/** Before the first update. */
export function drawn(plan: LearningPlan): Learnt {
  const { networks } = plan.experiment;
  const baselines = Array.from({ length: networks }, (_, index) => baselineOf(networkPlan(plan, index)));
  return { track: new LearningTrack(baselines, judgedUpdates(plan.learning.batch)), radii: [], ready: 0 };
}

/** Some updates more. */
export function append(learnt: Learnt, { losses, divergedAt, radii, ready = 0 }: LearningProgress): void {
  learnt.ready = ready;
  if (losses.length > 0) learnt.track.append(losses, divergedAt);
  if (radii && radii.update > (learnt.radii.at(-1)?.update ?? -1)) learnt.radii.push(radii);
}

/** log10 of a quantile of the losses at each of some updates; null where they are not made, or no number. */
export function decades(
  learnt: Learnt | undefined,
  updates: readonly number[],
  which: 'p10' | 'p50' | 'p90',
): (number | null)[] {
  return updates.map((update) => {
    const track = learnt?.track;
    if (!track || update > track.updates) return null;
    const loss = track.quantiles[track.placeOf(update)]?.[which] ?? null;
    return loss === null || loss <= 0 ? null : Math.log10(loss);
  });
}
