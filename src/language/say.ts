/** Marks a word as one that a reader reads: a string of several is known for text without. */
export function say(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values);
}
