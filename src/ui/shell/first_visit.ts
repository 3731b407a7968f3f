/** What a first visit is told, once: a sentence on what it sees. */
import { remember, remembered } from '../remembered.ts';

const name = 'seen';

export const firstWords =
  'Each point is a random recurrent network: blue ones lose the gradient on its way back through time, red ones blow it up.';

/** Whether nobody here has read it yet. */
export function isFirstVisit(): boolean {
  return remembered(name) === undefined;
}

/** It is not said again. */
export function rememberVisit(): void {
  remember(name, 'yes');
}
