/** The instrument's word on one network that is given: its spectra, and its gradient through time. */
import { type GivenAnalysis, gradientThroughTime } from '../analysis/given_network.ts';
import type { Engine } from '../engines/engine.ts';
import { cellOf } from '../networks/cells.ts';
import { blockOf } from '../networks/ensemble.ts';
import { type GivenNetwork, GivenNetworkError, lengthOf } from '../networks/given/given_network.ts';
import type { Spectrum } from '../networks/spectrum.ts';

export interface AnalyseOptions {
  readonly signal: AbortSignal;
  /** Told how many parts of the work are done. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Analyses a network on an engine. Spectra take the longest; where only the gain or the sequence has changed,
 * {@link gradientThroughTime} of a new trace is enough.
 * @throws {GivenNetworkError} where the engine cannot run it
 */
export async function analyseGiven(
  engine: Engine,
  given: GivenNetwork,
  { signal, progress }: AnalyseOptions,
): Promise<GivenAnalysis> {
  const { blocks: count, candidate: place } = cellOf(given.settings);
  const total = count + 1;
  progress?.(0, total);
  const through = gradientThroughTime(given, await engine.traceGiven(given, signal));
  progress?.(1, total);
  const blocks: Spectrum[] = [];
  for (let block = 0; block < count; block++) {
    signal.throwIfAborted();
    const { radius, norm } = await engine.spectrum(
      blockOf(given.weights, block, given.hiddenSize),
      given.hiddenSize,
    );
    blocks.push(requireFinite({ radius: given.gain * radius, norm: given.gain * norm }));
    progress?.(blocks.length + 1, total);
  }
  const candidate = blocks[place];
  if (!candidate) throw new RangeError(`Block ${place} of ${count} is missing.`);
  const { cell } = given.settings;
  return { cell, hiddenSize: given.hiddenSize, candidate, blocks, steps: lengthOf(given), ...through };
}

function requireFinite(spectrum: Spectrum): Spectrum {
  if (Number.isFinite(spectrum.radius) && Number.isFinite(spectrum.norm)) return spectrum;
  throw new GivenNetworkError(
    'The spectrum of W_hh leaves the range of float64; smaller weights are allowed',
  );
}
