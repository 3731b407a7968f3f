/** How fast an engine has worked, part by part: drawing and the passes have each a pace of their own. */
import type { WorkSeconds } from '../networks/measurement.ts';
import { arithmeticRate, duration } from './numbers.ts';

/** Less of the time than this is what it takes to see that every matrix is there. */
const leastPart = 0.01;

/** "passes 41.2 GFLOP/s", and "drawing + spectra 212 ms" or "matrices kept"; nothing where no time has passed. */
export function workWords(passOperations: number, { passes, drawing }: WorkSeconds): string[] {
  if (!(passes > 0)) return [];
  const draws = drawing > leastPart * (passes + drawing);
  return [
    `passes ${arithmeticRate(passOperations / passes)}`,
    draws ? `drawing + spectra ${duration(1000 * drawing)}` : 'matrices kept',
  ];
}
