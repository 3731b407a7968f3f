/** What φ′ is inside a running network, beside what a text book says of the function alone. */
import { type ActivationName, activations, type Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { activationOf, scaledSlope } from '../networks/activation.ts';
import { numberOf } from '../networks/wide.ts';
import { traverseFirst } from './traverse.ts';

export interface DerivativeStatistics {
  readonly activation: ActivationName;
  /** max φ′ over all z. */
  readonly largest: number;
  /** φ′ at z = 1 and at z = −1: the same for an odd or a saturating function. */
  readonly typical: readonly [atOne: number, atMinusOne: number];
  /** √⟨φ′²⟩ over all units and steps of network 0. */
  readonly measured: number;
  /** g·√⟨φ′²⟩: the factor that a random matrix makes of it, per step. */
  readonly perStep: number;
}

/** Those of every activation, in network 0 of the experiment with that activation. */
export function derivativeStatistics(experiment: Experiment): DerivativeStatistics[] {
  return activations.map((activation) => {
    const here = { ...experiment, activation };
    const { derivative, greatestSlope } = activationOf(here);
    const measured = rootMeanSquareDerivative(here);
    return {
      activation,
      largest: greatestSlope,
      typical: [derivative(1), derivative(-1)],
      measured,
      perStep: networkSettings(here, 0).gain * measured,
    };
  });
}

function rootMeanSquareDerivative(experiment: Experiment): number {
  const activation = activationOf(experiment);
  const squares = traverseFirst(experiment).steps.flatMap(({ preActivation: { values, exponent } }) =>
    Array.from(values, (z) => numberOf(scaledSlope(activation, z, exponent)) ** 2),
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}
