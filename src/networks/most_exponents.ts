/** How many Lyapunov exponents a network has. */
import type { Experiment } from '../experiment/experiment.ts';
import { cellOf } from './cells.ts';

/** As many as its state has entries. */
export function mostExponents(experiment: Experiment): number {
  return cellOf(experiment).parts * experiment.hiddenSize;
}

/** All of no more than so many … */
const mostUsual = 64;
/** … and of more the largest few. */
const fewExponents = 16;

/** How many are measured where nobody says. */
export function usualExponents(experiment: Experiment): number {
  const all = mostExponents(experiment);
  return all <= mostUsual ? all : fewExponents;
}
