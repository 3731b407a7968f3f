/** What elements of the Learn view tell it. */
import type { LearningPlan } from '../experiment/learning_axes.ts';

/** Other networks are to learn, or otherwise. */
export class PlanEvent extends Event {
  static readonly type = 'plan-change';
  readonly plan: LearningPlan;
  /** The axis that is to be shown with it, where that is said. */
  readonly x: string | undefined;
  constructor(plan: LearningPlan, x?: string) {
    super(PlanEvent.type, { bubbles: true, composed: true });
    this.plan = plan;
    this.x = x;
  }
}
