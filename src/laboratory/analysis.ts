/** The instrument's word on one network that is given: its spectra, and its gradient through time. */
import { type GivenAnalysis, gradientThroughTime } from '../analysis/given_network.ts';
import { cellOf } from '../networks/cells.ts';
import { type GivenNetwork, GivenNetworkError, lengthOf } from '../networks/given/given_network.ts';
import type { MatrixSpectrum } from '../networks/spectrum.ts';
import { blockSpectra } from './block_spectra.ts';
import type { Bench } from './job.ts';

/**
 * Analyses a network that is given; reports how many parts of the work are done. Spectra take the longest.
 * @throws {GivenNetworkError} where the engine cannot run it
 */
export async function* analysis(
  given: GivenNetwork,
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
): AsyncGenerator<{ readonly done: number; readonly total: number }, GivenAnalysis, void> {
  const layout = cellOf(given.settings);
  const { blocks: count, candidate: place } = layout;
  const total = count + 1;
  yield { done: 0, total };
  const through = gradientThroughTime(given, await engine.trace(given, { signal }));
  yield { done: 1, total };
  const blocks: MatrixSpectrum[] = [];
  for await (const spectrum of blockSpectra(layout, given.weights, given.hiddenSize, signal)) {
    blocks.push(requireFinite(atGain(spectrum, given.gain)));
    yield { done: blocks.length + 1, total };
  }
  const candidate = blocks[place];
  if (!candidate) throw new RangeError(`Block ${place} of ${count} is missing.`);
  const { cell } = given.settings;
  return { cell, hiddenSize: given.hiddenSize, candidate, blocks, steps: lengthOf(given), ...through };
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
