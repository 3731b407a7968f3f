/** How many Lyapunov exponents a network has. */
import type { Experiment } from '../experiment/experiment.ts';
import { cellOf } from './cells.ts';

/** As many as its state has entries. */
export function mostExponents(experiment: Experiment): number {
  return cellOf(experiment).parts * experiment.hiddenSize;
}
