/** Files that a person chose or dropped at once: one, or an index and the shards that it names. */

/** A file, or several of which one names the others. */
export type ChosenFiles = File | readonly File[];

/** The one that is to be read first, an index where there is one, and those beside it. @throws {RangeError} where there is none */
export function inReadingOrder(chosen: ChosenFiles): {
  readonly file: File;
  readonly beside?: readonly File[];
} {
  const files = chosen instanceof File ? [chosen] : chosen;
  const file = files.find(({ name }) => name.endsWith('.json')) ?? files[0];
  if (!file) throw new RangeError('Nothing was chosen.');
  const beside = files.filter((other) => other !== file);
  return { file, ...(beside.length > 0 && { beside }) };
}
