/** A recurrent step, from products with the recurrent matrices to the cell's next state, on states that carry an exponent. */
import { candidateMatrix } from './cell.ts';
import type { Network } from './network.ts';
import { type ExponentRange, rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry, largestMagnitude, multiply } from './vector.ts';

/** One step of the recurrence. */
export interface Step {
  /** z_t [preActivations·N]; its exponent is that of the state it came from, or of the drive if that is far larger. */
  readonly preActivation: ScaledVector;
  /** state_t [parts·N] */
  readonly state: ScaledVector;
}

/** The state before the warm-up. */
export function initialState(network: Network): ScaledVector {
  return rescaled(
    { values: network.initialState, exponent: network.initialExponent ?? 0 },
    network.cell.exponents,
  );
}

/** Step number `step` (from 0, counted from the start of the warm-up) from a state. */
export function stepForward(network: Network, state: ScaledVector, step: number): Step {
  const { cell, hiddenSize, gain, bias, recurrentBias } = network;
  const entering = network.drive(step).map((input, i) => input + entry(bias, i));
  const { values, exponent } = beside(state, [entering, recurrentBias], cell.exponents);
  const scaled = (value: number) => timesPowerOfTwo(value, -exponent);
  const products = multiply(network.weights, values.subarray(0, hiddenSize)).map(
    (product, i) => gain * product + scaled(entry(recurrentBias, i)),
  );
  const drives = entering.map(scaled);
  if (cell.stage) {
    const multiplied = cell.stage.multiplied({ products, drives, state: values, exponent });
    const first = cell.candidate * hiddenSize;
    multiply(candidateMatrix(cell, network.weights), multiplied).forEach((product, i) => {
      products[first + i] = gain * product + scaled(entry(recurrentBias, first + i));
    });
  }
  const { preActivation, state: next } = cell.next({ products, drives, state: values, exponent });
  return {
    preActivation: { values: preActivation, exponent },
    state: rescaled({ values: next, exponent }, cell.exponents),
  };
}

/**
 * A state on the scale of what is larger, itself or what enters: after a silence in which it all but vanished, an input would
 * not be small on its scale, nor perhaps in range.
 */
function beside(
  state: ScaledVector,
  entering: readonly Float64Array[],
  [least, most]: ExponentRange,
): ScaledVector {
  const largest = Math.max(...entering.map(largestMagnitude));
  if (largest === 0) return state;
  const exponent = Math.min(Math.max(Math.floor(Math.log2(largest)), least), most);
  if (exponent <= state.exponent) return state;
  const shift = state.exponent - exponent;
  return { values: state.values.map((value) => timesPowerOfTwo(value, shift)), exponent };
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
