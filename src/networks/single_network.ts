/** One network that something is asked about: drawn, as one of an experiment's, or given. */
import type { Experiment } from '../experiment/experiment.ts';
import type { CellSettings } from './cells.ts';
import { type GivenNetwork, lengthOf, networkOf } from './given/given_network.ts';
import { drawNetwork, type Network } from './network.ts';
import { entry } from './vector.ts';

/** Network `index` of an experiment. */
export interface DrawnNetwork {
  readonly experiment: Experiment;
  readonly index: number;
}

export type SingleNetwork = DrawnNetwork | GivenNetwork;

export function isDrawn(network: SingleNetwork): network is DrawnNetwork {
  return 'experiment' in network;
}

/** What its cell is. */
export function settingsIn(network: SingleNetwork): CellSettings {
  return isDrawn(network) ? network.experiment : network.settings;
}

/** The mathematics' view of a network, and how far it is run. */
export interface Sequence {
  readonly network: Network;
  readonly settings: CellSettings;
  readonly warmUp: number;
  /** T */
  readonly steps: number;
}

/** Draws a network that is to be drawn. The first step of one that is given is its first. */
export function sequenceOf(network: SingleNetwork): Sequence {
  if (!isDrawn(network)) {
    const { settings } = network;
    return { network: networkOf(network), settings, warmUp: 0, steps: lengthOf(network) };
  }
  const { experiment, index } = network;
  const { warmUp, steps } = experiment;
  return { network: drawNetwork(experiment, index), settings: experiment, warmUp, steps };
}

/** A drawn network as if somebody had given it, its warm-up the first of its steps. */
export function givenFrom({ experiment, index }: DrawnNetwork): GivenNetwork {
  const { network, settings, warmUp, steps } = sequenceOf({ experiment, index });
  const { hiddenSize, weights, gain, bias, recurrentBias, initialState, cotangent, drive } = network;
  const drives = Array.from({ length: warmUp + steps }, (_, step) =>
    drive(step).map((input, i) => input + entry(bias, i)),
  );
  return {
    ...{ settings, hiddenSize, weights, gain, recurrentBias, initialState, cotangent },
    drives: Float64Array.from(drives.flatMap((row) => [...row])),
  };
}
