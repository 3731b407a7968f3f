/**
 * What every side does: works, each of one experiment, whose networks are drawn once in float64 (`src/networks`), so that all
 * sides measure the same networks and are checked against the same oracle.
 */
import type { Experiment } from '../src/experiment/experiment.ts';
import { defaultExperiment } from '../src/experiment/fields.ts';
import { backward, initialGradient, stepsTaken } from '../src/networks/backward.ts';
import { cellOf } from '../src/networks/cells.ts';
import { forward, initialState } from '../src/networks/forward.ts';
import { drawInitialState, drawNetwork } from '../src/networks/network.ts';
import { stepOperations } from '../src/networks/operations.ts';
import { norm } from '../src/networks/vector.ts';

export interface Work {
  readonly name: string;
  readonly on: 'gpu' | 'cpu';
  /** Forward over all steps, to ‖state_T‖; or there and back again, to ‖∂L/∂h_0‖. */
  readonly direction: 'forward' | 'both';
  readonly experiment: Experiment;
  /** Sequences from the networks' initial states, all of them through the first network: less than is asked for. */
  readonly oneNetwork?: boolean;
}

const common: Experiment = {
  ...defaultExperiment,
  cell: 'rnn',
  activation: 'tanh',
  ensemble: 'ginibre',
  hiddenSize: 64,
  networks: 1024,
  steps: 100,
  warmUp: 0,
  gain: 1,
  inputScale: 0,
  biasScale: 0,
  initialScale: 1,
  loss: 'sum',
  seed: 1,
};

/** The works of each comparison; on a GPU with fewer networks, since the ones at hand are software. */
export const works: readonly Work[] = (['gpu', 'cpu'] as const).flatMap((on): Work[] => {
  const networks = on === 'gpu' ? 256 : 1024;
  const forwardOf = (cell: Experiment['cell']): Work => ({
    ...{ name: `${on}-${cell}-forward`, on, direction: 'forward' },
    // Gated networks of this gain neither die out nor go wild.
    experiment: { ...common, cell, networks, gain: cell === 'rnn' ? 1 : 1.5 },
  });
  return [
    { name: `${on}-rnn-both`, on, direction: 'both', experiment: { ...common, networks } },
    ...(['rnn', 'lstm', 'gru'] as const).map(forwardOf),
  ];
});

/** The same of the first networks alone: rates stay comparable where a side would take too long for all. */
export function ofFirst(networks: number, work: Work): Work {
  const count = Math.min(networks, work.experiment.networks);
  return { ...work, experiment: { ...work.experiment, networks: count } };
}

/** Floating-point operations of a pass: those of the products, a multiply-add is two. */
export function operationsOf({ direction, experiment }: Work): number {
  const ways = direction === 'both' ? 2 : 1;
  return ways * experiment.networks * experiment.steps * stepOperations(experiment);
}

export interface Drawn {
  /** g·W of every network, its blocks below one another, row-major [networks × blocks·N × N]. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** h_0, [networks × N]. An LSTM's c_0 is zero. */
  readonly initialState: Float32Array<ArrayBuffer>;
}

export function draw({ experiment }: Work): Drawn {
  const { networks, hiddenSize } = experiment;
  const cell = cellOf(experiment);
  const size = cell.blocks * hiddenSize ** 2;
  const weights = new Float32Array(networks * size);
  const states = new Float32Array(networks * hiddenSize);
  for (let index = 0; index < networks; index++) {
    const network = drawNetwork(experiment, index);
    weights.set(
      network.weights.map((value) => network.gain * value),
      index * size,
    );
    states.set(network.initialState.subarray(0, hiddenSize), index * hiddenSize);
  }
  return { weights, initialState: states };
}

/** What a pass comes to, of the first `count` networks, in float64: decades. */
export function oracle({ experiment, direction, oneNetwork }: Work, count: number): number[] {
  const { steps } = experiment;
  return Array.from({ length: count }, (_, index) => {
    const drawn = drawNetwork(experiment, oneNetwork ? 0 : index);
    const network = { ...drawn, initialState: drawInitialState(experiment, index, drawn.cell) };
    const start = initialState(network);
    const trajectory = forward(network, start, 0, steps);
    const vector =
      direction === 'forward'
        ? trajectory.at(-1)?.state
        : backward(network, stepsTaken(start, trajectory), initialGradient(network))[0];
    if (!vector) throw new RangeError('no steps');
    return Math.log10(norm(vector.values)) + vector.exponent * Math.log10(2);
  });
}

/** log10 of the norm of each row of some [rows × size] side by side. */
export function rowDecades(parts: readonly ArrayLike<number>[], size: number): Float64Array {
  return Float64Array.from({ length: (parts[0]?.length ?? 0) / size }, (_, row) => {
    let sum = 0;
    for (const values of parts) {
      for (let i = row * size; i < (row + 1) * size; i++) sum += (values[i] ?? Number.NaN) ** 2;
    }
    return 0.5 * Math.log10(sum);
  });
}
