/** The whole of one network's measurement: warm-up, T steps forward, T steps back. */
import type { Experiment } from '../experiment/experiment.ts';
import { backward } from './backward.ts';
import { forward, type Step, warmedUp } from './forward.ts';
import type { Network } from './network.ts';
import type { ScaledVector } from './scaled_vector.ts';

export interface Run {
  /** h_0, after the warm-up. */
  readonly start: ScaledVector;
  /** Steps 1 … T. */
  readonly steps: readonly Step[];
  /** δ_0 … δ_T */
  readonly gradients: readonly ScaledVector[];
}

/** Runs a network through an experiment's warm-up and steps, and pulls its gradient back. */
export function runNetwork(
  network: Network,
  { warmUp, steps: length }: Pick<Experiment, 'warmUp' | 'steps'>,
): Run {
  const start = warmedUp(network, warmUp);
  const steps = forward(network, start, warmUp, length);
  const gradients = backward(
    network,
    steps.map((step) => step.preActivation),
  );
  return { start, steps, gradients };
}
