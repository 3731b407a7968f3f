/** The recurrence z_t = g·W·h_{t−1} + σ_x·x_t + b, h_t = φ(z_t), on states that carry an exponent. */
import { scaledValue } from './activation.ts';
import type { Network } from './network.ts';
import { rescaled, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry, multiply } from './vector.ts';

/** One step of the recurrence. */
export interface Step {
  /** z_t; its exponent is that of the state it came from. */
  readonly preActivation: ScaledVector;
  /** h_t */
  readonly state: ScaledVector;
}

/** The state before the warm-up. */
export function initialState(network: Network): ScaledVector {
  return rescaled({ values: network.initialState, exponent: 0 }, network.activation.exponents);
}

/** Step number `step` (from 0, counted from the start of the warm-up) from a state. */
export function stepForward(network: Network, state: ScaledVector, step: number): Step {
  const { exponent } = state;
  const drive = network.drive(step);
  const preActivation = multiply(network.weights, state.values).map(
    (product, unit) =>
      network.gain * product + timesPowerOfTwo(entry(drive, unit) + entry(network.bias, unit), -exponent),
  );
  const values = preActivation.map((z) => scaledValue(network.activation, z, exponent));
  return {
    preActivation: { values: preActivation, exponent },
    state: rescaled({ values, exponent }, network.activation.exponents),
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
