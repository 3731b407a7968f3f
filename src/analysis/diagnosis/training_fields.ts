/** What may be said of a training that no file tells: one table for the terminal's flags, the page's controls and its links. */
import type { TrainingSaid } from './rule.ts';

export interface TrainingField {
  /** Of its flag, and in a link. */
  readonly name: string;
  readonly key: keyof TrainingSaid;
  readonly label: string;
  readonly whole: boolean;
  readonly allowed: string;
  readonly hint: string;
}

export const trainingFields: readonly TrainingField[] = [
  {
    ...{ name: 'lag', key: 'lag', label: 'Lag, steps', whole: true, allowed: 'a whole number above 0' },
    hint: 'How many steps the task reaches back: what is lost over them is judged.',
  },
  {
    ...{ name: 'truncation', key: 'truncation', label: 'Cut off after, steps' },
    ...{ whole: true, allowed: 'a whole number above 0' },
    hint: 'After how many steps backpropagation is cut off.',
  },
  {
    ...{ name: 'clip', key: 'clip', label: 'Clipped to norm', whole: false, allowed: 'a number above 0' },
    hint: 'To which norm the gradient of all parameters is clipped.',
  },
  {
    ...{ name: 'loss-scale', key: 'lossScale', label: 'Loss scale', whole: false },
    ...{ allowed: 'a number above 0', hint: 'What the loss is multiplied by in float16.' },
  },
];

/** The number that `text` stands for; undefined where it is not allowed. */
export function trainingNumber({ whole }: TrainingField, text: string): number | undefined {
  const value = Number(text);
  const fits =
    text.trim() !== '' && Number.isFinite(value) && value > 0 && (!whole || Number.isInteger(value));
  return fits ? value : undefined;
}

/** A lag beyond all that is measured, of which nothing can be said: a clause; undefined where it is within. */
export function lagBeyond({ lag }: TrainingSaid, steps: number): string | undefined {
  if (lag === undefined || lag <= steps) return undefined;
  return `lies beyond the ${steps} steps that are measured`;
}
