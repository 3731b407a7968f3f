/** What is wrong with a file of weights. */

/** The message is one sentence: what is wrong, and what is allowed. */
export class WeightFileError extends Error {
  override readonly name = 'WeightFileError';
}
