/** One line of a validation: a check, how far off the worst was, and whether that is within its limit. */
import type { ActivationName, CellName, EnsembleName } from '../experiment/experiment.ts';
import type { EngineName } from '../experiment/provenance.ts';

export interface CheckResult {
  /** What was checked. */
  readonly check: string;
  /** How many networks were compared. */
  readonly networks: number;
  readonly worst: number;
  readonly limit: number;
  /** Of `worst` and `limit`. */
  readonly unit: string;
  readonly passed: boolean;
}

export interface ValidationRow extends CheckResult {
  readonly engine: EngineName;
  readonly cell: CellName;
  readonly ensemble: EnsembleName;
  /** Absent where the check or the cell does without one. */
  readonly activation?: ActivationName;
}
