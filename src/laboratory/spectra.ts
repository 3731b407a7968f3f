/** Lyapunov spectra of an experiment's networks: how often a frame is made orthonormal, and what is read of each network. */
import { evenSample } from '../analysis/even_sample.ts';
import { type ReadingOptions, spectrumAt } from '../analysis/lyapunov.ts';
import { type NetworkSpectrum, networkSpectrum } from '../analysis/network_spectrum.ts';
import type { Instrument, MeasureOptions, SpectrumOptions } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { masks } from '../networks/activation.ts';
import { cellOf, isStaged } from '../networks/cells.ts';
import { drawWeights } from '../networks/ensemble.ts';
import { framePlan, mostEvery, type SpectrumMeasurement } from '../networks/lyapunov.ts';
import { mostExponents } from '../networks/most_exponents.ts';
import { logDeterminant } from '../networks/spectra/log_determinant.ts';
import { followedChunks } from './followed_measure.ts';

/** Between two orthonormalisations directions may grow apart by so much, in nats: three decades of the seven that float32 has. */
const mostApart = 7;
/** Networks, evenly over the gain axis, and steps at most that tell how fast they do. */
const pilot = { networks: 5, steps: 50, warmUp: 100 };

/** What is asked of spectra. */
export interface SpectraAsked {
  /** k */
  readonly exponents: number;
  /** Steps between two orthonormalisations. */
  readonly every: number;
}

/** Steps between two orthonormalisations that float32 can bear of an experiment's networks, by measuring a few of them. */
export async function chosenEvery(
  engine: Instrument,
  experiment: Experiment,
  exponents: number,
  signal: AbortSignal,
): Promise<number> {
  const short = {
    ...experiment,
    steps: Math.min(pilot.steps, experiment.steps),
    warmUp: Math.min(pilot.warmUp, experiment.warmUp),
  };
  let apart = 0;
  for (const index of evenSample(experiment, pilot.networks)) {
    const range = { from: index, to: index + 1 };
    for await (const chunk of engine.spectrum(short, { exponents, every: 1, range, signal })) {
      const { exponents: found } = spectrumAt(chunk, 0, readingOptions(engine, short, 1));
      // Of what cannot be read even so, nothing is lost.
      const read = found.filter(Number.isFinite);
      apart = Math.max(apart, (read[0] ?? 0) - (read.at(-1) ?? 0));
    }
  }
  return Math.max(1, Math.min(mostEvery, Math.floor(mostApart / apart)));
}

/** Networks that follow one another, each as it is read. */
export interface SpectraChunk {
  readonly first: number;
  readonly spectra: readonly NetworkSpectrum[];
  /** What they were read of. */
  readonly measurement: SpectrumMeasurement;
}

/**
 * Reads the networks of a range; between chunks, how much of the next is done, in networks.
 * @param checked networks from 0 on whose exponents are held against their determinants
 */
export async function* spectraOf(
  engine: Instrument,
  experiment: Experiment,
  { exponents, every, ...options }: SpectraAsked & Omit<MeasureOptions, 'wants' | 'progress'>,
  checked = Number.POSITIVE_INFINITY,
): AsyncGenerator<SpectraChunk | number, void, void> {
  const all = mostExponents(experiment);
  const addsUp = exponents === all && cellOf(experiment).logSlopes !== undefined;
  const asked: Omit<SpectrumOptions, 'progress'> = { ...options, exponents, every };
  const chunks = followedChunks((progress) => engine.spectrum(experiment, { ...asked, progress }));
  for await (const measurement of chunks) {
    if (typeof measurement === 'number') {
      yield measurement;
      continue;
    }
    const { first, count } = measurement;
    const options = { ...readingOptions(engine, experiment, every), all };
    const spectra = Array.from({ length: count }, (_, place) => {
      const index = first + place;
      const determinant = addsUp && index < checked ? determinantOf(experiment, index) : undefined;
      return networkSpectrum(measurement, place, { ...options, logDeterminant: determinant });
    });
    yield { first, spectra, measurement };
  }
}

/** How what an engine measures of an experiment is read. */
export function readingOptions(engine: Instrument, experiment: Experiment, every: number): ReadingOptions {
  const exact = engine.describe().precision === 'float64' || isStaged(experiment);
  return {
    plan: framePlan(experiment, every),
    precision: exact ? 2 ** -52 : 2 ** -23,
    masks: masks(experiment),
  };
}

/** ln |det g·W| of one network, in float64. */
function determinantOf(experiment: Experiment, index: number): number {
  const { hiddenSize } = experiment;
  const { gain } = networkSettings(experiment, index);
  return logDeterminant(drawWeights(experiment, index), hiddenSize) + hiddenSize * Math.log(gain);
}
