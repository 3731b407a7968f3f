/** How fast an engine has worked, part by part: drawing, the passes and float64 have each a pace of their own. */
import type { BeyondRange, WorkSeconds } from '../networks/measurement.ts';
import { arithmeticRate, count, duration } from './numbers.ts';

/** Less of the time than this goes into the few networks whose matrices another worker had kept. */
const leastPart = 0.05;

interface Work {
  readonly passOperations: number;
  readonly seconds: WorkSeconds;
  readonly beyondRange: BeyondRange;
}

/**
 * "passes 41.2 GFLOP/s", "drawing + spectra 212 ms" or "matrices kept", and "40 in float64 0.3 s" of networks beyond
 * float32's range; nothing where no time has passed.
 */
export function workWords({ passOperations, seconds: { passes, drawing }, beyondRange }: Work): string[] {
  if (!(passes > 0)) return [];
  const { networks, seconds } = beyondRange;
  return [
    `passes ${arithmeticRate(passOperations / passes)}`,
    drawing > leastPart * (passes + drawing)
      ? `drawing + spectra ${duration(1000 * drawing)}`
      : 'matrices kept',
    ...(networks > 0 ? [`${count(networks)} in float64 ${duration(1000 * seconds)}`] : []),
  ];
}
