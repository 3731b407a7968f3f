/** What the command line says of a training that no file does. */
import type { TrainingSaid } from '../analysis/diagnosis/rule.ts';
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import { quoted } from '../experiment/field_error.ts';
import type { Flags } from './flags.ts';
import { UsageError } from './usage_error.ts';

interface TrainingFlag {
  readonly name: string;
  readonly key: keyof TrainingSaid;
  readonly whole: boolean;
  readonly allowed: string;
  readonly hint: string;
}

export const trainingFlags: readonly TrainingFlag[] = [
  {
    ...{ name: 'lag', key: 'lag', whole: true, allowed: 'a whole number above 0' },
    hint: 'How many steps the task reaches back: what is lost over them is judged.',
  },
  {
    ...{ name: 'truncation', key: 'truncation', whole: true, allowed: 'a whole number above 0' },
    hint: 'After how many steps backpropagation is cut off.',
  },
  {
    ...{ name: 'clip', key: 'clip', whole: false, allowed: 'a number above 0' },
    hint: 'To which norm the gradient of all parameters is clipped.',
  },
  {
    ...{ name: 'loss-scale', key: 'lossScale', whole: false, allowed: 'a number above 0' },
    hint: 'What the loss is multiplied by in float16.',
  },
];

export const trainingFlagNames: readonly string[] = trainingFlags.map(({ name }) => name);

/** @throws {UsageError} for a value that is not allowed */
export function trainingSaid(flags: Flags): TrainingSaid {
  const said: Partial<Record<keyof TrainingSaid, number>> = {};
  for (const { name, key, whole, allowed } of trainingFlags) {
    const text = flags.get(name);
    if (text === undefined) continue;
    const value = Number(text);
    const fits =
      text.trim() !== '' && Number.isFinite(value) && value > 0 && (!whole || Number.isInteger(value));
    if (!fits) throw new UsageError(`--${name} must be ${allowed}, not ${quoted(text)}`);
    said[key] = value;
  }
  return said;
}

/** @throws {UsageError} for a lag beyond all that is measured: nothing can be said of it */
export function requireReach({ lag }: TrainingSaid, { layers }: ModelAnalysis): void {
  const steps = Math.max(...layers.map((layer) => layer.steps));
  if (lag === undefined || lag <= steps) return;
  throw new UsageError(
    `--lag ${lag} lies beyond the ${steps} steps that are measured; --steps ${lag} or longer inputs are allowed with it`,
  );
}
