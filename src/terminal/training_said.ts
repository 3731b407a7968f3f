/** What the command line says of a training that no file does. */
import type { TrainingSaid } from '../analysis/diagnosis/rule.ts';
import { lagBeyond, trainingFields, trainingNumber } from '../analysis/diagnosis/training_fields.ts';
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import { quoted } from '../experiment/field_error.ts';
import type { Flags } from './flags.ts';
import { UsageError } from './usage_error.ts';

export const trainingFlagNames: readonly string[] = trainingFields.map(({ name }) => name);

/** @throws {UsageError} for a value that is not allowed */
export function trainingSaid(flags: Flags): TrainingSaid {
  const said: Partial<Record<keyof TrainingSaid, number>> = {};
  for (const field of trainingFields) {
    const { name, key, allowed } = field;
    const text = flags.get(name);
    if (text === undefined) continue;
    const value = trainingNumber(field, text);
    if (value === undefined) throw new UsageError(`--${name} must be ${allowed}, not ${quoted(text)}`);
    said[key] = value;
  }
  return said;
}

/** @throws {UsageError} for a lag beyond all that is measured: nothing can be said of it */
export function requireReach(said: TrainingSaid, { layers }: ModelAnalysis, captured = false): void {
  const beyond = lagBeyond(said, Math.max(...layers.map((layer) => layer.steps)));
  if (beyond === undefined) return;
  const allowed = captured
    ? 'as many or fewer are allowed'
    : `--steps ${said.lag} or longer inputs are allowed with it`;
  throw new UsageError(`--lag ${said.lag} ${beyond}; ${allowed}`);
}
