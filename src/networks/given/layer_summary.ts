/** What the page knows of a layer before it is measured, and which random networks it can stand among. */
import { type CellName, cells, isGated } from '../../experiment/experiment.ts';
import { fieldTable } from '../../experiment/fields.ts';
import type { LayerOutline } from './recurrent_layer.ts';

/** What a person chooses a layer by. */
export type LayerSummary = Pick<LayerOutline, 'name' | 'cell' | 'hiddenSize' | 'inputSize' | 'said'>;

/** What weights without gates may be of. */
export const ungatedCells: readonly CellName[] = cells.filter((cell) => !isGated(cell));

/** The weights of an RNN are those of a leaky or a residual one too; gated cells are only what they are. */
export function fits(layer: Pick<LayerSummary, 'cell'>, cell: CellName): boolean {
  return layer.cell === cell || !(isGated(layer.cell) || isGated(cell));
}

/** Units of the random networks that a layer stands among: its own, as far as the page draws them. */
export function sizeAround({ hiddenSize }: Pick<LayerSummary, 'hiddenSize'>): number {
  const { minimum, maximum } = fieldTable.hiddenSize;
  return Math.min(maximum, Math.max(minimum, hiddenSize));
}
