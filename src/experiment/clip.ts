/** c, the norm that a parameter gradient is clipped to: what it may be, wherever it is asked for. */
import { parseReal } from './field_text.ts';

/** Over many orders of magnitude, as gradients have them; and how a slider moves over them. */
export const clipLimits = { minimum: 1e-12, maximum: 1e12, step: 1e-12, logarithmic: true } as const;

/** c from text. @throws {FieldError} where it is no number within its limits */
export function parseClip(text: string): number {
  return parseReal('clip', clipLimits, text);
}
