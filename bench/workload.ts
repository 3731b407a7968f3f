/**
 * The work that every side does: one experiment, whose networks are drawn once in float64 (`src/networks`), so
 * that all sides measure the same networks and can be checked against the same oracle.
 */
import type { Experiment } from '../src/experiment/experiment.ts';
import { defaultExperiment } from '../src/experiment/fields.ts';
import { backward, stepsTaken } from '../src/networks/backward.ts';
import { forward, initialState } from '../src/networks/forward.ts';
import { drawNetwork } from '../src/networks/network.ts';
import { norm } from '../src/networks/vector.ts';

export const experiment: Experiment = {
  ...defaultExperiment,
  cell: 'rnn',
  activation: 'tanh',
  ensemble: 'ginibre',
  hiddenSize: 64,
  networks: 256,
  steps: 100,
  warmUp: 0,
  gain: 1,
  inputScale: 0,
  biasScale: 0,
  initialScale: 1,
  loss: 'sum',
  seed: 1,
};

/** What the CPU sides do. */
export const cpuExperiment: Experiment = { ...experiment, networks: 1024 };

/** Floating-point operations of one pass forward and one backward: 2N² a step and network each. */
export function operationsOf({ networks, steps, hiddenSize }: Experiment): number {
  return 2 * networks * steps * 2 * hiddenSize ** 2;
}

export interface Workload {
  readonly experiment: Experiment;
  /** g·W of every network, row-major [networks × N × N]. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** h_0, [networks × N]. */
  readonly initialState: Float32Array<ArrayBuffer>;
}

/** One of those compared. */
export interface Side {
  readonly name: string;
  /** Forward over all steps and back again; settles when the device has finished. Gives ∂L/∂h_0's norm, log10, [networks]. */
  pass(): Promise<Float64Array>;
  dispose(): void;
}

export function drawWorkload(experiment: Experiment): Workload {
  const { networks, hiddenSize } = experiment;
  const weights = new Float32Array(networks * hiddenSize ** 2);
  const states = new Float32Array(networks * hiddenSize);
  for (let index = 0; index < networks; index++) {
    const network = drawNetwork(experiment, index);
    weights.set(
      network.weights.map((value) => network.gain * value),
      index * hiddenSize ** 2,
    );
    states.set(network.initialState, index * hiddenSize);
  }
  return { experiment, weights, initialState: states };
}

/** log10 ‖∂L/∂h_0‖ of the first `count` networks, in float64. */
export function oracle(experiment: Experiment, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    const network = drawNetwork(experiment, index);
    const start = initialState(network);
    const [first] = backward(network, stepsTaken(start, forward(network, start, 0, experiment.steps)));
    if (!first) throw new Error('no gradient');
    return Math.log10(norm(first.values)) + first.exponent * Math.log10(2);
  });
}
