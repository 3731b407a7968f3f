/** A network of a person's own, out of a file, measured beside the random ones. */
import type { GivenSpectra, GradientThroughTime } from '../analysis/given_network.ts';
import { type OwnTrajectoryErrors, ownTrajectoryErrors } from '../analysis/own_trajectory.ts';
import { type Phase, phaseOf } from '../analysis/phase.ts';
import type { Values } from '../analysis/quantities.ts';
import type { Instrument } from '../engines/engine.ts';
import { engineInWords } from '../engines/given.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf, isStaged } from '../networks/cells.ts';
import { blockOf } from '../networks/ensemble.ts';
import { type GivenCourse, stretchOf } from '../networks/given/given_network.ts';
import { fits } from '../networks/given/layer_summary.ts';
import type { RecurrentLayer } from '../networks/given/recurrent_layer.ts';
import { restRadius } from '../networks/rest_radius.ts';
import type { MatrixSpectrum } from '../networks/spectrum.ts';
import { entry, norm } from '../networks/vector.ts';
import { blockSpectra } from './block_spectra.ts';
import { gradientAlong } from './given_course.ts';
import type { Drive } from './given_file.ts';
import type { Bench } from './job.ts';
import { type Refusal, refusalOf } from './refusal.ts';

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

/** Of a sequence that takes a while: which share of it is done. */
export interface GivenProgress {
  readonly share: number;
}

/**
 * Measures the layer of an open file in an experiment, and reports how far it is, and then that, or why it cannot be done;
 * nothing where its cell is another. Comes to how far the reading is from float64; undefined where that is not looked at.
 */
export async function* given(
  { file, experiment, factor, drive }: GivenRequest,
  { engine, signal, shelf }: Bench,
): AsyncGenerator<GivenProgress | GivenMeasured | Refusal, CheckedErrors | undefined, void> {
  const open = shelf.files.get(file);
  if (!open || !fits(open.layer, experiment.cell)) return undefined;
  try {
    open.spectra ??= await givenSpectra(open.layer, experiment, signal);
    const { network, assumed } = open.networkIn(experiment, drive);
    const own = drive === 'own';
    // Its own sequence is all that it reads.
    const settings = own ? { ...experiment, warmUp: 0 } : experiment;
    const reading = yield* readGivenNetwork(network, open.spectra, settings, factor, engine, signal);
    const values = { ...reading.values, ...(own && { 'input-scale': Number.NaN }) };
    yield {
      spectra: open.spectra,
      reading: { ...reading, values },
      assumed: [...assumed, engineFor(network, engine)],
    };
  } catch (error) {
    yield refusalOf(error);
    return undefined;
  }
  await settled(signal);
  const { network } = open.networkIn(experiment, drive);
  return checkGivenNetwork(network, factor, engine, signal);
}

/** What measures a layer: the CPU's engine stands beside one that does not take so many units. */
function engineFor({ hiddenSize, settings }: GivenCourse, engine: Instrument): string {
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
/** A sequence of up to so many steps is checked whole, of a longer one the first of these. */
const mostChecked = 10_000;

/** How far a trace is from float64, and of how many steps. */
export interface CheckedErrors extends OwnTrajectoryErrors {
  readonly steps: number;
}

/**
 * How far an engine's trace of an {@link networkAmong} is from float64 along the same trajectory; undefined where that
 * would take long, or the engine is the oracle itself.
 */
export async function checkGivenNetwork(
  network: GivenCourse,
  factor: number,
  engine: Instrument,
  signal: AbortSignal,
): Promise<CheckedErrors | undefined> {
  const affordable = Math.floor(mostCheckedOperations / (4 * network.weights.length));
  const isLong = network.steps > mostChecked;
  const steps = isLong ? Math.min(mostChecked, affordable) : network.steps;
  if (engine.describe().name === 'reference' || steps > affordable || steps < 1) return undefined;
  const given = { ...(await stretchOf(network, { from: 0, to: steps })), gain: factor };
  return { ...ownTrajectoryErrors(given, await engine.trace(given, { signal })), steps };
}

/** Runs an {@link networkAmong} with W_hh multiplied by a factor. @throws {GivenNetworkError} as the engine does */
export async function* readGivenNetwork(
  network: GivenCourse,
  spectra: GivenSpectra,
  experiment: Experiment,
  factor: number,
  engine: Instrument,
  signal: AbortSignal,
): AsyncGenerator<GivenProgress, GivenReading, void> {
  const times = keptTimes(experiment).map((t) => experiment.warmUp + t);
  const following = gradientAlong({ ...network, gain: factor }, times, { engine, signal });
  let through: GradientThroughTime | undefined;
  while (!through) {
    const next = await following.next();
    if (next.done) through = next.value;
    else if (next.value < 1) yield { share: next.value };
  }
  const { growthRate, log10GradientNorm: gradient, log10StateNorm: state, deathStep } = through;
  const [atStart, atEnd] = [entry(gradient, 0), entry(gradient, gradient.length - 1)];
  const { candidate, rest } = cellOf(network.settings);
  const radius = factor * entry(spectra.radii, candidate);
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
