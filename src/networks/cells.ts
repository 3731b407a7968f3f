/** The cell of an experiment. */
import { type Experiment, isGated } from '../experiment/experiment.ts';
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
  if (settings.cell === 'lstm') return lstm(Math.fround(settings.forgetBias));
  if (settings.cell === 'gru') return gru();
  return blend(activationOf(settings), blendOf(settings));
}

/** Of an ungated cell; in float32, as every engine has them. */
export function blendOf({ cell, leak, residualScale }: CellSettings): Blend {
  if (isGated(cell) || cell === 'rnn') return { keep: 0, share: 1 };
  if (cell === 'residual') return { keep: 1, share: Math.fround(residualScale) };
  return { keep: Math.fround(1 - leak), share: Math.fround(leak) };
}
