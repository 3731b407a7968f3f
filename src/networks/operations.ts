/** What a measurement costs, as everyone counts it. */
import type { Experiment } from '../experiment/experiment.ts';
import { cellOf } from './cells.ts';
import type { OptionalQuantity } from './measurement.ts';

/** Floating-point operations of one step of one network, forward or backward: its products (a multiply-add is two). */
export function stepOperations(experiment: Experiment): number {
  return 2 * cellOf(experiment).blocks * experiment.hiddenSize ** 2;
}

/** Of a network on its way forward and back. The outer products of ∂L/∂W_hh cost as much as a step each. */
export function passOperations(experiment: Experiment, wants: readonly OptionalQuantity[]): number {
  const { warmUp, steps } = experiment;
  const perStep = wants.includes('parameterNorm') ? 3 : 2;
  return stepOperations(experiment) * (warmUp + perStep * steps);
}
