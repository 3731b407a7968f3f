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

/**
 * Of a network whose frame of k directions is pulled back, orthonormalised every so many steps: what two passes of
 * Gram–Schmidt or a Householder factorisation cost, 4·n·k² for columns of n entries.
 */
export function frameOperations(experiment: Experiment, exponents: number, every: number): number {
  const { warmUp, steps, hiddenSize } = experiment;
  const carried = warmUp + steps;
  const entries = cellOf(experiment).parts * hiddenSize;
  const forward = stepOperations(experiment) * (warmUp + carried);
  const products = stepOperations(experiment) * exponents * carried;
  return forward + products + 4 * entries * exponents ** 2 * Math.ceil(carried / every);
}
