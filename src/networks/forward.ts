/** A recurrent step, from products with the recurrent matrices to the cell's next state, on states that carry an exponent. */
import type { Network } from './network.ts';
import { rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry, multiply } from './vector.ts';

/** One step of the recurrence. */
export interface Step {
  /** z_t [preActivations·N]; its exponent is that of the state it came from. */
  readonly preActivation: ScaledVector;
  /** state_t [parts·N] */
  readonly state: ScaledVector;
}

/** The state before the warm-up. */
export function initialState(network: Network): ScaledVector {
  return rescaled({ values: network.initialState, exponent: 0 }, network.cell.exponents);
}

/** Step number `step` (from 0, counted from the start of the warm-up) from a state. */
export function stepForward(network: Network, state: ScaledVector, step: number): Step {
  const { cell, hiddenSize, gain, bias, recurrentBias } = network;
  const { exponent } = state;
  const drive = network.drive(step);
  const beside = (value: number) => timesPowerOfTwo(value, -exponent);
  const products = multiply(network.weights, state.values.subarray(0, hiddenSize)).map(
    (product, i) => gain * product + beside(entry(recurrentBias, i)),
  );
  const drives = drive.map((input, i) => beside(input + entry(bias, i)));
  const { preActivation, state: next } = cell.next({ products, drives, state: state.values, exponent });
  return {
    preActivation: { values: preActivation, exponent },
    state: rescaled({ values: next, exponent }, cell.exponents),
  };
}

/** `steps` steps from a state, the first of them number `firstStep`. */
export function forward(network: Network, state: ScaledVector, firstStep: number, steps: number): Step[] {
  const trajectory: Step[] = [];
  let current = state;
  for (let step = firstStep; step < firstStep + steps; step++) {
    const taken = stepForward(network, current, step);
    trajectory.push(taken);
    current = taken.state;
  }
  return trajectory;
}

/** The state after `steps` steps, of which nothing else is kept. */
export function warmedUp(network: Network, steps: number): ScaledVector {
  let state = initialState(network);
  for (let step = 0; step < steps; step++) state = stepForward(network, state, step).state;
  return state;
}
