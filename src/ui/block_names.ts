/** What the page calls the recurrent matrices of a cell. */
import type { CellName } from '../experiment/experiment.ts';

/** Blocks of the gated cells as PyTorch has them; other cells have one matrix. */
export const blockNames: Partial<Record<CellName, readonly string[]>> = {
  lstm: ['Wᵢ', 'W_f', 'W_g', 'Wₒ'],
  gru: ['Wᵣ', 'W_z', 'Wₙ'],
};
