/** The colours of what becomes of networks that learn, the same in every chart of them. */

import type { OutcomeSoFar } from '../../analysis/learning_track.ts';
import { say } from '../../language/say.ts';
import type { Palette } from '../theme.ts';
import type { ColorTable } from './growth_color.ts';

/** In the order in which they are stacked, from below. */
export const outcomes: readonly OutcomeSoFar[] = ['learnt', 'waiting', 'diverged'];

export const outcomeWords: Readonly<Record<OutcomeSoFar, string>> = {
  learnt: say`learnt`,
  waiting: 'not yet',
  diverged: say`diverged`,
};

export function outcomeColor(palette: Palette, outcome: OutcomeSoFar): string {
  return { learnt: palette.accent, waiting: palette.muted, diverged: palette.warm }[outcome];
}

/** A row of red, green, blue bytes for each outcome, in their order. */
export function outcomeColors(palette: Palette): ColorTable {
  return Uint8ClampedArray.from(outcomes.flatMap((outcome) => bytesOf(outcomeColor(palette, outcome))));
}

function bytesOf(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
