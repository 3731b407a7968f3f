/** Which shader module a cell is, and what that module keeps of a step. */
import type { CellName } from '../../experiment/experiment.ts';

export interface CellModule {
  /** `shaders/<name>.wesl` */
  readonly name: string;
  /** Vectors [N] that a step keeps for the way back: pre-activations, and what of the old state it needs. */
  readonly kept: number;
}

const blend: CellModule = { name: 'cell_blend', kept: 1 };

export const cellModules: Readonly<Record<CellName, CellModule>> = {
  rnn: blend,
  leaky: blend,
  residual: blend,
  lstm: { name: 'cell_lstm', kept: 5 },
  gru: { name: 'cell_gru', kept: 5 },
};
