/** What a fast engine holds of an experiment: as much as the page and the terminal let anybody ask for. */
import type { Experiment } from '../experiment/experiment.ts';
import { fieldTable } from '../experiment/fields.ts';
import type { EngineName } from '../experiment/provenance.ts';

/** @throws {RangeError} in a sentence, where an experiment is larger than the fields allow */
export function requireHeld(experiment: Experiment, engine: EngineName): void {
  for (const key of ['hiddenSize', 'steps'] as const) {
    if (experiment[key] <= fieldTable[key].maximum) continue;
    const what = { hiddenSize: 'units', steps: 'steps' }[key];
    throw new RangeError(
      `The ${engine} engine holds networks of up to ${fieldTable[key].maximum} ${what}; ${experiment[key]} are too many`,
    );
  }
}
