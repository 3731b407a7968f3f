/** The instrument's word on one network that is given: its spectra, and its gradient through time. */
import type { GivenAnalysis, GradientThroughTime } from '../analysis/given_network.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import { type GivenCourse, GivenNetworkError } from '../networks/given/given_network.ts';
import type { MatrixSpectrum } from '../networks/spectrum.ts';
import { blockSpectra } from './block_spectra.ts';
import { gradientAlong } from './given_course.ts';
import type { Bench } from './job.ts';

/** Norms are kept at every time of a sequence of up to so many steps. */
export const mostWhole = 10_000;

/** Which times norms are kept at. @param times how they are spaced where not all are */
function analysedTimes(steps: number, times: Experiment['times']): readonly number[] {
  if (steps > mostWhole) return keptTimes({ steps, networks: 1, times });
  return Array.from({ length: steps + 1 }, (_, t) => t);
}

/**
 * Analyses a network that is given; reports how many parts of the work are done: the way through the sequence, and the spectra.
 * @throws {GivenNetworkError} where the engine cannot run it
 */
export async function* analysis(
  given: GivenCourse,
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
  spacing: Experiment['times'] = 'linear',
): AsyncGenerator<{ readonly done: number; readonly total: number }, GivenAnalysis, void> {
  const layout = cellOf(given.settings);
  const { blocks: count, candidate: place } = layout;
  const total = count + 1;
  yield { done: 0, total };
  const following = gradientAlong(given, analysedTimes(given.steps, spacing), { engine, signal });
  let through: GradientThroughTime | undefined;
  while (!through) {
    const next = await following.next();
    if (next.done) through = next.value;
    else yield { done: next.value, total };
  }
  const blocks: MatrixSpectrum[] = [];
  for await (const spectrum of blockSpectra(layout, given.weights, given.hiddenSize, signal)) {
    blocks.push(requireFinite(atGain(spectrum, given.gain)));
    yield { done: blocks.length + 1, total };
  }
  const candidate = blocks[place];
  if (!candidate) throw new RangeError(`Block ${place} of ${count} is missing.`);
  const { cell } = given.settings;
  const { hiddenSize, steps } = given;
  return { cell, hiddenSize, candidate, blocks, steps, ...through };
}

/** Of g·W. */
function atGain({ values, radius, radiusError, norm }: MatrixSpectrum, gain: number): MatrixSpectrum {
  return {
    values: values.map(({ real, imaginary }) => ({ real: gain * real, imaginary: gain * imaginary })),
    ...{ radius: gain * radius, radiusError: gain * radiusError, norm: gain * norm },
  };
}

function requireFinite(spectrum: MatrixSpectrum): MatrixSpectrum {
  if (Number.isFinite(spectrum.radius) && Number.isFinite(spectrum.norm)) return spectrum;
  throw new GivenNetworkError(
    'The spectrum of W_hh leaves the range of float64; smaller weights are allowed',
  );
}
