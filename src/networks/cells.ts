/** The cell of an experiment. */
import {
  type CellName,
  cells,
  type Experiment,
  type GatedCellName,
  isGated,
} from '../experiment/experiment.ts';
import { activationOf } from './activation.ts';
import { type Cell, type CellModule, carriesExponent } from './cell.ts';
import { type Blend, blend } from './cells/blend.ts';
import { gru } from './cells/gru.ts';
import { lstm } from './cells/lstm.ts';

/** What of an experiment a cell depends on. */
export type CellSettings = Pick<
  Experiment,
  'cell' | 'reset' | 'leak' | 'residualScale' | 'forgetBias' | 'activation' | 'negativeSlope'
>;

export function cellOf(settings: CellSettings): Cell {
  if (isGated(settings.cell)) return gated[settings.cell](settings);
  return blend(activationOf(settings), blendOf(settings));
}

/** Whether a cell has gates and a state that carries no power of two, as φ bounds it. */
export function isUnscaled(settings: CellSettings): boolean {
  return isGated(settings.cell) && !carriesExponent(cellOf(settings));
}

/** Whether a cell has a second product in a step, which kernels do not: float64 measures it, whichever engine is asked. */
export function isStaged(settings: CellSettings): boolean {
  return cellOf(settings).stage !== undefined;
}

/** Every module that some cell is, in an order that the kernels share. */
export const cellModules: readonly CellModule[] = ['blend', ...cells.filter(isGated)];

const gated: Readonly<Record<GatedCellName, (settings: CellSettings) => Cell>> = {
  lstm: (settings) => lstm(activationOf(settings), settings.forgetBias),
  gru: (settings) => gru(activationOf(settings), settings.reset),
};

/** Of an ungated cell. */
export function blendOf(settings: CellSettings): Blend {
  return isGated(settings.cell) ? { keep: 0, share: 1 } : ungated[settings.cell](settings);
}

const ungated: Readonly<Record<Exclude<CellName, GatedCellName>, (settings: CellSettings) => Blend>> = {
  rnn: () => ({ keep: 0, share: 1 }),
  leaky: ({ leak }) => ({ keep: 1 - leak, share: leak }),
  residual: ({ residualScale }) => ({ keep: 1, share: residualScale }),
};
