/**
 * A network of a person's own, out of a file, measured beside the random ones: it starts where network 0 of the
 * experiment starts, reads inputs drawn as network 0's are, and its gradient starts where that one's does.
 */
import { gradientThroughTime } from '../analysis/given_network.ts';
import { givenTrajectoryErrors, type OwnTrajectoryErrors, rowsOf } from '../analysis/own_trajectory.ts';
import { type Phase, phaseOf } from '../analysis/phase.ts';
import type { Engine } from '../engines/engine.ts';
import type { View } from '../experiment/address.ts';
import { type Experiment, keptTimes, networkSettings } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import { blockOf } from '../networks/ensemble.ts';
import { type GivenNetwork, GivenNetworkError, lengthOf } from '../networks/given/given_network.ts';
import type { RecurrentLayer } from '../networks/given/recurrent_layer.ts';
import { drawCotangent, drawInitialState, drawInputs } from '../networks/network.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import { type Eigenvalue, eigenvalues, restRadius } from '../networks/spectrum.ts';
import type { ScaledRows } from '../networks/trace.ts';
import { entry, multiply, norm } from '../networks/vector.ts';

/** What is worth knowing of the weights alone, as they are in the file. */
export interface GivenSpectra {
  /** Of the candidate's block of W_hh; absent where they would take minutes. */
  readonly eigenvalues?: readonly Eigenvalue[];
  /** ρ of every block, in the cell's order. */
  readonly radii: readonly number[];
  /** ‖·‖₂ of the candidate's block. */
  readonly norm: number;
  /** The gain at which a random matrix has entries of this size: their root mean square times √N. */
  readonly entryGain: number;
}

/** How the network does in an experiment, W_hh multiplied by a factor. */
export interface GivenReading {
  readonly experiment: Experiment;
  /** The factor on W_hh. */
  readonly factor: number;
  /** Nats per step; −Infinity for a dead network. */
  readonly growthRate: number;
  /** log10‖∂L/∂state_0‖ and log10‖∂L/∂state_T‖. */
  readonly log10GradientNorm: number;
  readonly log10FinalNorm: number;
  readonly phase: Phase;
  /** Where it stands on each x axis: ρ(W_hh) of the candidate's block, the gain of its entries, ρ at rest (NaN where it is not known). */
  readonly places: Readonly<Record<View['x'], number>>;
  /** log10 norms at the experiment's kept times; −Infinity for an exact zero. */
  readonly gradient: Float64Array;
  readonly state: Float64Array;
}

/** More units than this have eigenvalues that take minutes. */
const mostEigenvalues = 256;

/** Spectra from the engine; the eigenvalues themselves from the oracle's library. */
export async function givenSpectra(
  layer: RecurrentLayer,
  settings: Experiment,
  engine: Engine,
): Promise<GivenSpectra> {
  const { cell, hiddenSize, weightHH } = layer;
  const { blocks: count, candidate } = cellOf({ ...settings, cell });
  const blocks = Array.from({ length: count }, (_, block) => blockOf(weightHH, block, hiddenSize));
  const spectra = await Promise.all(blocks.map((block) => engine.spectrum(block, hiddenSize)));
  const matrix = blockOf(weightHH, candidate, hiddenSize);
  return {
    ...(hiddenSize <= mostEigenvalues && { eigenvalues: eigenvalues(matrix, hiddenSize) }),
    radii: spectra.map(({ radius }) => radius),
    norm: spectra[candidate]?.norm ?? Number.NaN,
    entryGain: norm(matrix) / Math.sqrt(hiddenSize),
  };
}

/** T·N, warm-up included: a trace keeps every step, a few dozen bytes a unit. */
const mostUnitSteps = 2 ** 22;

/**
 * The network of a layer in an experiment whose cell it fits, at gain 1; the warm-up is part of its sequence. The
 * file's biases are all there are: neither the experiment's bias scale nor its forget bias counts. Inputs reach the
 * units through W_ih; where there is none, a unit has its own, as random networks' have.
 * @throws {GivenNetworkError} where the sequence is too long for so many units
 */
export function networkAmong(layer: RecurrentLayer, experiment: Experiment): GivenNetwork {
  const { hiddenSize, weightHH, weightIH, biasIH, biasHH, inputSize } = layer;
  const settings = { ...experiment, hiddenSize, forgetBias: 0 };
  const cell = cellOf(settings);
  const rows = cell.blocks * hiddenSize;
  const length = experiment.warmUp + experiment.steps;
  const most = Math.floor(mostUnitSteps / hiddenSize);
  if (length > most) {
    throw new GivenNetworkError(
      `Warm-up and steps are ${length} together; a network of ${hiddenSize} units can have ${most} here`,
    );
  }
  const { inputScale } = networkSettings(experiment, 0);
  const inputs = drawInputs(experiment, 0, weightIH ? inputSize : rows, inputScale);
  const drives = new Float64Array(length * rows);
  for (let step = 0; step < length; step++) {
    const drive = weightIH ? multiply(weightIH, inputs(step)) : inputs(step);
    drives.set(biasIH ? drive.map((value, i) => value + entry(biasIH, i)) : drive, step * rows);
  }
  return {
    settings,
    hiddenSize,
    weights: weightHH,
    gain: 1,
    drives,
    recurrentBias: biasHH ?? new Float64Array(rows),
    initialState: drawInitialState(settings, 0, cell),
    cotangent: drawCotangent(settings, 0, cell.parts),
  };
}

/** Operations of a trace that the oracle follows in a blink. */
const mostCheckedOperations = 6e7;

/**
 * How far an engine's trace of an {@link networkAmong} is from float64 along the same trajectory; undefined where that
 * would take long, or the engine is the oracle itself.
 */
export async function checkGivenNetwork(
  network: GivenNetwork,
  factor: number,
  engine: Engine,
): Promise<OwnTrajectoryErrors | undefined> {
  const operations = 4 * network.weights.length * lengthOf(network);
  if (engine.describe().name === 'reference' || operations > mostCheckedOperations) return undefined;
  const given = { ...network, gain: factor };
  return givenTrajectoryErrors(given, await engine.traceGiven(given, new AbortController().signal));
}

/** Runs an {@link networkAmong} with W_hh multiplied by a factor. @throws {GivenNetworkError} as the engine does */
export async function readGivenNetwork(
  network: GivenNetwork,
  spectra: GivenSpectra,
  experiment: Experiment,
  factor: number,
  engine: Engine,
): Promise<GivenReading> {
  const trace = await engine.traceGiven({ ...network, gain: factor }, new AbortController().signal);
  const { growthRate, log10GradientNorm } = gradientThroughTime(network, {
    gradient: from(trace.gradient, experiment.warmUp),
  });
  const states = rowsOf(from(trace.state, experiment.warmUp)).map(log10Norm);
  const times = keptTimes(experiment);
  const gradient = Float64Array.from(times, (t) => entry(log10GradientNorm, t));
  const [atStart, atEnd] = [entry(gradient, 0), entry(gradient, gradient.length - 1)];
  const { candidate, rest } = cellOf(network.settings);
  const radius = factor * entry(spectra.radii, candidate);
  return {
    experiment,
    factor,
    growthRate,
    log10GradientNorm: atStart,
    log10FinalNorm: atEnd,
    phase: phaseOf(atStart - atEnd),
    places: {
      radius,
      gain: factor * spectra.entryGain,
      // Without a direct part it is ρ itself, as the cell slopes at rest.
      rest: spectra.eigenvalues
        ? restRadius(spectra.eigenvalues, rest, factor)
        : rest.direct === 0
          ? rest.slope * radius
          : Number.NaN,
    },
    gradient,
    state: Float64Array.from(times, (t) => entry(states, t)),
  };
}

/** The rows from one on. */
function from({ values, exponents }: ScaledRows, row: number): ScaledRows {
  const width = values.length / exponents.length;
  return { values: values.subarray(row * width), exponents: exponents.subarray(row) };
}
