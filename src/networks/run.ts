/** The whole of one network's measurement: warm-up, T steps forward, T steps back. */
import type { Experiment } from '../experiment/experiment.ts';
import { initialGradient, stepBackward, stepsTaken } from './backward.ts';
import { initialState, type Step, stepForward } from './forward.ts';
import type { Network } from './network.ts';
import type { ScaledVector } from './scaled_vector.ts';
import type { WideVector } from './wide.ts';

export interface Run {
  /** state_0, after the warm-up. */
  readonly start: ScaledVector;
  /** Steps 1 … T. */
  readonly steps: readonly Step[];
  /** δ_0 … δ_T */
  readonly gradients: readonly WideVector[];
}

/**
 * Runs a network through an experiment's warm-up and steps, and pulls its gradient back. `breathe` is awaited
 * after every step: a long sequence need not keep its thread busy, and what it throws ends the run.
 */
export async function runNetwork(
  network: Network,
  { warmUp, steps: length }: Pick<Experiment, 'warmUp' | 'steps'>,
  breathe: () => Promise<void> | undefined = () => undefined,
): Promise<Run> {
  let state = initialState(network);
  for (let step = 0; step < warmUp; step++) {
    state = stepForward(network, state, step).state;
    await breathe();
  }
  const start = state;
  const steps: Step[] = [];
  for (let step = warmUp; step < warmUp + length; step++) {
    const taken = stepForward(network, state, step);
    steps.push(taken);
    state = taken.state;
    await breathe();
  }
  let gradient = initialGradient(network);
  const gradients = [gradient];
  for (const taken of stepsTaken(start, steps).reverse()) {
    ({ gradient } = stepBackward(network, taken, gradient));
    gradients.push(gradient);
    await breathe();
  }
  return { start, steps, gradients: gradients.reverse() };
}
