/** What theory says of an experiment: computed beside the measurements, since it needs no engine. */

import type { View } from '../experiment/address.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { mapAxis } from '../experiment/experiment.ts';
import { type Theory, theoryFor } from '../theory/theory_line.ts';
import type { Bench } from './job.ts';

export interface TheoryRequest {
  readonly experiment: Experiment;
  /** What the x axis shows. */
  readonly x: View['x'];
}

export function theory({ experiment, x }: TheoryRequest, { signal }: Bench): Promise<Theory> {
  return theoryFor(experiment, { x, map: mapAxis(experiment) }, signal);
}
