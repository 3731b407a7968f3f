/** One network of an experiment, run and pulled back at once: small enough for a figure to answer a slider. */
import type { Experiment } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import { backward, stepsTaken } from '../networks/backward.ts';
import { drawWeights } from '../networks/ensemble.ts';
import { forward, warmedUp } from '../networks/forward.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import type { Run } from '../networks/run.ts';
import { spectralRadius } from '../networks/spectrum.ts';

/** What the figures with one network start from: one draw, no spread of gains. */
export const oneNetwork: Experiment = { ...defaultExperiment, networks: 1, gain: 1 };

/** state_0 … state_T, z_1 … z_T and δ_0 … δ_T of one network. */
export function traverse(network: Network, { warmUp, steps }: Pick<Experiment, 'warmUp' | 'steps'>): Run {
  const start = warmedUp(network, warmUp);
  const taken = forward(network, start, warmUp, steps);
  const gradients = backward(network, stepsTaken(start, taken));
  return { start, steps: taken, gradients };
}

/** The same for network 0 of an experiment. */
export function traverseFirst(experiment: Experiment): Run {
  return traverse(drawNetwork(experiment, 0), experiment);
}

/** The experiment whose network 0 has this spectral radius, within the six digits of its gain. */
export function atRadius(experiment: Experiment, radius: number): Experiment {
  const { hiddenSize } = experiment;
  const gain = radius / spectralRadius(drawWeights(experiment, 0), hiddenSize);
  return { ...experiment, gain: Number(Math.min(10, gain).toPrecision(6)) };
}

/** A seed that nobody has seen. */
export function anotherSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
