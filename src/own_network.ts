/**
 * A network of a person's own, out of a file, measured beside the random ones: it starts where network 0 of the
 * experiment starts, reads inputs drawn as network 0's are, and its gradient starts where that one's does. In
 * float64 throughout.
 */
import { type Phase, phaseOf } from './analysis/phase.ts';
import type { View } from './experiment/address.ts';
import { type Experiment, keptTimes, networkSettings } from './experiment/experiment.ts';
import type { RecurrentLayer } from './files/recurrent_layer.ts';
import { cellOf } from './networks/cells.ts';
import { blockOf } from './networks/ensemble.ts';
import { drawCotangent, drawInitialState, drawInputs, type Network } from './networks/network.ts';
import { runNetwork } from './networks/run.ts';
import { log10Norm } from './networks/scaled_vector.ts';
import {
  type Eigenvalue,
  eigenvalues,
  largestModulus,
  restRadius,
  spectralNorm,
} from './networks/spectrum.ts';
import { entry, multiply, norm } from './networks/vector.ts';

/** What is worth knowing of the weights alone, as they are in the file. */
export interface OwnSpectra {
  /** Of the candidate's block of W_hh. */
  readonly eigenvalues: readonly Eigenvalue[];
  /** ρ of every block, in the cell's order. */
  readonly radii: readonly number[];
  /** ‖·‖₂ of the candidate's block. */
  readonly norm: number;
  /** The gain at which a random matrix has entries of this size: their root mean square times √N. */
  readonly entryGain: number;
}

/** How the network does in an experiment, W_hh multiplied by a factor. */
export interface OwnReading {
  readonly experiment: Experiment;
  /** The factor on W_hh. */
  readonly factor: number;
  /** Nats per step; −Infinity for a dead network. */
  readonly growthRate: number;
  /** log10‖∂L/∂state_0‖ and log10‖∂L/∂state_T‖. */
  readonly log10GradientNorm: number;
  readonly log10FinalNorm: number;
  readonly phase: Phase;
  /** Where it stands on each x axis: ρ(W_hh) of the candidate's block, the gain of its entries, ρ at rest. */
  readonly places: Readonly<Record<View['x'], number>>;
  /** log10 norms at the experiment's kept times; −Infinity for an exact zero. */
  readonly gradient: Float64Array;
  readonly state: Float64Array;
}

/** Takes the eigenvalues of every block: seconds for 256 units. */
export function ownSpectra({ cell, hiddenSize, weightHH }: RecurrentLayer, settings: Experiment): OwnSpectra {
  const { blocks, candidate } = cellOf({ ...settings, cell });
  const spectra = Array.from({ length: blocks }, (_, block) =>
    eigenvalues(blockOf(weightHH, block, hiddenSize), hiddenSize),
  );
  const matrix = blockOf(weightHH, candidate, hiddenSize);
  return {
    eigenvalues: spectra[candidate] ?? [],
    radii: spectra.map(largestModulus),
    norm: spectralNorm(matrix, hiddenSize),
    entryGain: norm(matrix) / Math.sqrt(hiddenSize),
  };
}

/**
 * The network of a layer in an experiment whose cell it fits, at gain 1. The file's biases are all there
 * are: neither the experiment's bias scale nor its forget bias counts. Inputs reach the units through W_ih; where
 * there is none, a unit has its own, as random networks' have.
 */
export function ownNetwork(layer: RecurrentLayer, experiment: Experiment): Network {
  const { hiddenSize, weightHH, weightIH, biasIH, biasHH, inputSize } = layer;
  const cell = cellOf({ ...experiment, forgetBias: 0 });
  const rows = cell.blocks * hiddenSize;
  const { inputScale } = networkSettings(experiment, 0);
  const inputs = drawInputs(experiment, 0, weightIH ? inputSize : rows, inputScale);
  const settings = { ...experiment, hiddenSize };
  return {
    cell,
    hiddenSize,
    weights: weightHH,
    gain: 1,
    bias: biasIH ?? new Float64Array(rows),
    recurrentBias: biasHH ?? new Float64Array(rows),
    drive: remembered(weightIH ? (step) => multiply(weightIH, inputs(step)) : inputs),
    initialState: drawInitialState(settings, 0, cell),
    cotangent: drawCotangent(settings, 0, cell.parts),
  };
}

/** Inputs do not change while a slider is dragged. */
function remembered(drive: Network['drive']): Network['drive'] {
  const known: Float64Array[] = [];
  return (step) => {
    known[step] ??= drive(step);
    return known[step];
  };
}

/** Runs an {@link ownNetwork} forward and pulls its gradient back. */
export async function readOwnNetwork(
  network: Network,
  spectra: OwnSpectra,
  experiment: Experiment,
  factor: number,
): Promise<OwnReading> {
  const { start, steps, gradients } = await runNetwork({ ...network, gain: factor }, experiment);
  const states = [start, ...steps.map(({ state }) => state)];
  const times = keptTimes(experiment);
  const gradient = Float64Array.from(times, (t) => (gradients[t] ? log10Norm(gradients[t]) : Number.NaN));
  const state = Float64Array.from(times, (t) => (states[t] ? log10Norm(states[t]) : Number.NaN));
  const [atStart, atEnd] = [entry(gradient, 0), entry(gradient, gradient.length - 1)];
  return {
    experiment,
    factor,
    growthRate: (Math.LN10 * (atStart - atEnd)) / experiment.steps,
    log10GradientNorm: atStart,
    log10FinalNorm: atEnd,
    phase: phaseOf(atStart - atEnd),
    places: {
      radius: factor * entry(spectra.radii, network.cell.candidate),
      gain: factor * spectra.entryGain,
      rest: restRadius(spectra.eigenvalues, network.cell.rest, factor),
    },
    gradient,
    state,
  };
}
