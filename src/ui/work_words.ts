/** How fast an engine has worked, part by part: drawing and the passes have each a pace of their own. */
import type { WorkSeconds } from '../networks/measurement.ts';
import { arithmeticRate, duration } from './numbers.ts';

/** Less of the time than this goes into the few networks whose matrices another worker had kept. */
const leastPart = 0.05;

/** "passes 41.2 GFLOP/s", and "drawing + spectra 212 ms" or "matrices kept"; nothing where no time has passed. */
export function workWords(passOperations: number, { passes, drawing }: WorkSeconds): string[] {
  if (!(passes > 0)) return [];
  return [
    `passes ${arithmeticRate(passOperations / passes)}`,
    drawing > leastPart * (passes + drawing)
      ? `drawing + spectra ${duration(1000 * drawing)}`
      : 'matrices kept',
  ];
}
