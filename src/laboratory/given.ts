/** A network of a person's own, out of a file, measured beside the random ones. */
import { type GivenSpectra, gradientThroughTime } from '../analysis/given_network.ts';
import { type OwnTrajectoryErrors, ownTrajectoryErrors } from '../analysis/own_trajectory.ts';
import { type Phase, phaseOf } from '../analysis/phase.ts';
import type { Values } from '../analysis/quantities.ts';
import type { Instrument } from '../engines/engine.ts';
import { engineInWords } from '../engines/given.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf, isStaged } from '../networks/cells.ts';
import { blockOf } from '../networks/ensemble.ts';
import { type GivenNetwork, lengthOf } from '../networks/given/given_network.ts';
import { fits } from '../networks/given/layer_summary.ts';
import type { RecurrentLayer } from '../networks/given/recurrent_layer.ts';
import { restRadius } from '../networks/rest_radius.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import type { MatrixSpectrum } from '../networks/spectrum.ts';
import type { ScaledRows } from '../networks/trace.ts';
import { rowsOf } from '../networks/trace.ts';
import { entry, norm } from '../networks/vector.ts';
import { blockSpectra } from './block_spectra.ts';
import type { Drive } from './given_file.ts';
import type { Bench } from './job.ts';
import { type Refusal, refusing } from './refusal.ts';

/** How the network does in an experiment, W_hh multiplied by a factor. */
export interface GivenReading {
  readonly experiment: Experiment;
  /** The factor on W_hh. */
  readonly factor: number;
  /** Every quantity, where it has it; its gain is that of random entries of the same size. */
  readonly values: Values;
  /** log10‖∂L/∂state_T‖. */
  readonly log10FinalNorm: number;
  readonly phase: Phase;
  /** log10 norms at the experiment's kept times; −Infinity for an exact zero. */
  readonly gradient: Float64Array;
  readonly state: Float64Array;
}

export interface GivenRequest {
  /** The job that opened the file. */
  readonly file: number;
  readonly experiment: Experiment;
  /** The factor on W_hh. */
  readonly factor: number;
  readonly drive: Drive;
}

export interface GivenMeasured {
  readonly spectra: GivenSpectra;
  readonly reading: GivenReading;
  /** What is said, drawn and assumed of it, and what measured it, in sentences. */
  readonly assumed: readonly string[];
}

/**
 * Measures the layer of an open file in an experiment, and reports that, or why it cannot be done; nothing where its
 * cell is another. Comes to how far the reading is from float64; undefined where that is not looked at.
 */
export async function* given(
  { file, experiment, factor, drive }: GivenRequest,
  { engine, signal, shelf }: Bench,
): AsyncGenerator<GivenMeasured | Refusal, OwnTrajectoryErrors | undefined, void> {
  const open = shelf.files.get(file);
  if (!open || !fits(open.layer, experiment.cell)) return undefined;
  const measured = await refusing(async () => {
    open.spectra ??= await givenSpectra(open.layer, experiment, signal);
    const { network, assumed } = await open.networkIn(experiment, drive);
    const own = drive === 'own';
    // Its own sequence is all that it reads.
    const settings = own ? { ...experiment, warmUp: 0 } : experiment;
    const reading = await readGivenNetwork(network, open.spectra, settings, factor, engine, signal);
    const values = { ...reading.values, ...(own && { 'input-scale': Number.NaN }) };
    return {
      spectra: open.spectra,
      reading: { ...reading, values },
      assumed: [...assumed, engineFor(network, engine)],
    };
  });
  yield measured;
  if ('refusal' in measured) return undefined;
  await settled(signal);
  const { network } = await open.networkIn(experiment, drive);
  return checkGivenNetwork(network, factor, engine, signal);
}

/** What measures a layer: the CPU's engine stands beside one that does not take so many units. */
function engineFor({ hiddenSize, settings }: GivenNetwork, engine: Instrument): string {
  const exactly = isStaged(settings) && ({ precision: 'float64' } as const);
  const described = { ...engine.describe(), ...exactly };
  if (described.can.givenUnits >= hiddenSize) return engineInWords(described, hiddenSize);
  const beside = { name: 'wasm', precision: 'float32', device: 'the CPU', ...exactly } as const;
  return engineInWords(beside, hiddenSize, described.name);
}

/** A slider that is dragged has come to rest after this long. */
const settleMilliseconds = 300;

/** @throws the signal's reason */
async function settled(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
  signal.throwIfAborted();
}

/** What is worth knowing of a layer's weights alone. @throws the signal's reason */
export async function givenSpectra(
  layer: RecurrentLayer,
  settings: Experiment,
  signal: AbortSignal,
): Promise<GivenSpectra> {
  const { cell, hiddenSize, weightHH } = layer;
  const layout = cellOf({ ...settings, cell });
  const spectra: MatrixSpectrum[] = [];
  for await (const spectrum of blockSpectra(layout, weightHH, hiddenSize, signal)) spectra.push(spectrum);
  const own = spectra[layout.candidate];
  if (!own) throw new RangeError(`Block ${layout.candidate} of ${layout.blocks} is missing.`);
  return {
    ...{ eigenvalues: own.values, radiusError: own.radiusError, norm: own.norm },
    radii: spectra.map(({ radius }) => radius),
    entryGain: norm(blockOf(weightHH, layout.candidate, hiddenSize)) / Math.sqrt(hiddenSize),
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
  engine: Instrument,
  signal: AbortSignal,
): Promise<OwnTrajectoryErrors | undefined> {
  const operations = 4 * network.weights.length * lengthOf(network);
  if (engine.describe().name === 'reference' || operations > mostCheckedOperations) return undefined;
  const given = { ...network, gain: factor };
  return ownTrajectoryErrors(given, await engine.trace(given, { signal }));
}

/** Runs an {@link networkAmong} with W_hh multiplied by a factor. @throws {GivenNetworkError} as the engine does */
export async function readGivenNetwork(
  network: GivenNetwork,
  spectra: GivenSpectra,
  experiment: Experiment,
  factor: number,
  engine: Instrument,
  signal: AbortSignal,
): Promise<GivenReading> {
  const trace = await engine.trace({ ...network, gain: factor }, { signal });
  const { growthRate, log10GradientNorm, deathStep } = gradientThroughTime(network, {
    gradient: from(trace.gradient, experiment.warmUp),
  });
  const states = rowsOf(from(trace.state, experiment.warmUp)).map(log10Norm);
  const times = keptTimes(experiment);
  const gradient = Float64Array.from(times, (t) => entry(log10GradientNorm, t));
  const [atStart, atEnd] = [entry(gradient, 0), entry(gradient, gradient.length - 1)];
  const { candidate, rest } = cellOf(network.settings);
  const radius = factor * entry(spectra.radii, candidate);
  const state = Float64Array.from(times, (t) => entry(states, t));
  return {
    experiment,
    factor,
    values: {
      gain: factor * spectra.entryGain,
      'input-scale': networkSettings(experiment, 0).inputScale,
      // Its biases are its own.
      'bias-scale': Number.NaN,
      radius,
      'spectral-norm': factor * spectra.norm,
      rest: restRadius(spectra.eigenvalues, rest, factor),
      rate: growthRate,
      decades: atStart,
      'gradient-ratio': atStart - atEnd,
      'state-norm': entry(state, state.length - 1),
      // Not looked at.
      'parameter-norm': Number.NaN,
      'death-step': deathStep < 0 ? Number.NaN : deathStep,
    },
    log10FinalNorm: atEnd,
    phase: phaseOf(atStart - atEnd),
    gradient,
    state,
  };
}

/** The rows from one on. */
function from({ values, exponents }: ScaledRows, row: number): ScaledRows {
  const width = values.length / exponents.length;
  return { values: values.subarray(row * width), exponents: exponents.subarray(row) };
}
