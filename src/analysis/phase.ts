/** The phase of a network: what became of its gradient between step T and step 0. */
import type { Collection } from './collection.ts';

export type Phase = 'vanishing' | 'alive' | 'exploding' | 'dead';

/** Decades that a gradient must lose to count as vanished, or gain to count as exploded. */
export const phaseDecades = 6;

/** The phase that a gradient ratio in decades stands for; −Infinity is an exact zero. */
export function phaseOf(log10GradientRatio: number): Phase {
  if (log10GradientRatio === -Infinity) return 'dead';
  if (log10GradientRatio < -phaseDecades) return 'vanishing';
  return log10GradientRatio > phaseDecades ? 'exploding' : 'alive';
}

/** How many of the networks measured so far are in each phase. */
export function countPhases({ count, log10GradientRatio }: Collection): Record<Phase, number> {
  const phases = { vanishing: 0, alive: 0, exploding: 0, dead: 0 };
  for (const ratio of log10GradientRatio.subarray(0, count)) phases[phaseOf(ratio)]++;
  return phases;
}
