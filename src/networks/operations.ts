/** What a measurement costs, as everyone counts it. */
import type { Experiment } from '../experiment/experiment.ts';
import { cellOf } from './cells.ts';

/** Floating-point operations of one step of one network, forward or backward: its products (a multiply-add is two). */
export function stepOperations(experiment: Experiment): number {
  return 2 * cellOf(experiment).blocks * experiment.hiddenSize ** 2;
}
