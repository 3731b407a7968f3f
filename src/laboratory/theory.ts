/** What theory says of an experiment: computed beside the measurements, since it needs no engine. */
import type { Experiment } from '../experiment/experiment.ts';
import { type Theory, theoryFor } from '../theory/theory_line.ts';
import type { Bench } from './job.ts';

export function theory(experiment: Experiment, { signal }: Bench): Promise<Theory> {
  return theoryFor(experiment, signal);
}
