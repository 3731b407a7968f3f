/** What a person calls the phases of networks. */
import type { Phase } from '../analysis/phase.ts';
import { say } from '../language/say.ts';

export const phaseWords: Readonly<Record<Phase, string>> = {
  vanishing: say`vanishing`,
  alive: say`alive`,
  exploding: say`exploding`,
  dead: say`dead`,
};
