/** How fast an engine has worked, part by part: drawing, the passes and float64 have each a pace of their own. */

import { type Machine, reached } from '../analysis/roofline.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { say } from '../language/say.ts';
import type { BeyondRange, OptionalQuantity, WorkSeconds } from '../networks/measurement.ts';
import { arithmeticRate, count, duration, significant } from './numbers.ts';

/** Less of the time than this goes into the few networks whose matrices another worker had kept. */
const leastPart = 0.05;

interface Work {
  readonly experiment: Experiment;
  readonly wants: readonly OptionalQuantity[];
  readonly done: number;
  readonly passOperations: number;
  readonly seconds: WorkSeconds;
  readonly beyondRange: BeyondRange;
}

/**
 * "passes 41.2 GFLOP/s, 78 % of peak" where it is known what the machine can do at most, "drawing + spectra 212 ms" or "matrices kept", and "40 in float64 0.3 s" of networks beyond
 * float32's range; nothing where no time has passed.
 */
export function workWords(work: Work, machine?: Machine): string[] {
  const {
    passOperations,
    seconds: { passes, drawing },
    beyondRange,
  } = work;
  if (!(passes > 0)) return [];
  const { networks, seconds } = beyondRange;
  return [
    `passes ${arithmeticRate(passOperations / passes)}${machine ? shareWords(work, machine) : ''}`,
    drawing > leastPart * (passes + drawing)
      ? `drawing + spectra ${duration(1000 * drawing)}`
      : 'matrices kept',
    ...(networks > 0 ? [`${count(networks)} in float64 ${duration(1000 * seconds)}`] : []),
  ];
}

const boundWords = { arithmetic: say`peak`, bandwidth: say`bandwidth`, launch: say`launch` } as const;

function shareWords(work: Work, machine: Machine): string {
  const { bound, share } = reached(work, machine);
  if (share > 1) return `, above the ${boundWords[bound]} measured`;
  return `, ${significant(100 * share, 2)} % of ${boundWords[bound]}`;
}
