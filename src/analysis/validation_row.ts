/** One line of a validation: a check, and which kernels it was of. */
import type { ActivationName, CellName, EnsembleName } from '../experiment/experiment.ts';
import type { EngineName } from '../experiment/provenance.ts';
import type { Check } from './check.ts';

export interface ValidationRow extends Check {
  readonly engine: EngineName;
  readonly cell: CellName;
  readonly ensemble: EnsembleName;
  /** Absent where the check or the cell does without one. */
  readonly activation?: ActivationName;
}
