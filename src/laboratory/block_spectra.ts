/** The spectra of W_hh's blocks in float64, whatever the engine, in breaths: an abort is heard in between. */
import type { Cell } from '../networks/cell.ts';
import { blockOf } from '../networks/ensemble.ts';
import { inBreaths } from '../networks/spectra/steps.ts';
import { type MatrixSpectrum, spectrumSteps } from '../networks/spectrum.ts';
import { breather } from '../networks/turn.ts';

/**
 * Of each block of a stack [blocks·N × N], in the cell's order, as soon as it is known.
 * @throws the signal's reason
 */
export async function* blockSpectra(
  { blocks }: Pick<Cell, 'blocks'>,
  weights: Float64Array,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<MatrixSpectrum, void, void> {
  const breathe = breather(signal);
  for (let block = 0; block < blocks; block++) {
    signal.throwIfAborted();
    yield await inBreaths(spectrumSteps(blockOf(weights, block, size), size), breathe);
  }
}
