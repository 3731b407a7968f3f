/** The cell of an experiment. */
import { type Experiment, type GatedCellName, isGated } from '../experiment/experiment.ts';
import { activationOf } from './activation.ts';
import type { Cell } from './cell.ts';
import { type Blend, blend } from './cells/blend.ts';
import { gru } from './cells/gru.ts';
import { lstm } from './cells/lstm.ts';

/** What of an experiment a cell depends on. */
export type CellSettings = Pick<
  Experiment,
  'cell' | 'leak' | 'residualScale' | 'forgetBias' | 'activation' | 'negativeSlope'
>;

export function cellOf(settings: CellSettings): Cell {
  if (isGated(settings.cell)) return gated[settings.cell](settings);
  return blend(activationOf(settings), blendOf(settings));
}

const gated: Readonly<Record<GatedCellName, (settings: CellSettings) => Cell>> = {
  lstm: ({ forgetBias }) => lstm(Math.fround(forgetBias)),
  gru,
};

/** Of an ungated cell; in float32, as every engine has them. */
export function blendOf({ cell, leak, residualScale }: CellSettings): Blend {
  if (isGated(cell) || cell === 'rnn') return { keep: 0, share: 1 };
  if (cell === 'residual') return { keep: 1, share: Math.fround(residualScale) };
  return { keep: Math.fround(1 - leak), share: Math.fround(leak) };
}
