/** What is wrong with a file of weights. */

/** The message is one sentence: what is wrong, and what is allowed. */
export class WeightFileError extends Error {
  override readonly name: string = 'WeightFileError';
}

/** A number that is none: NaN, or infinite. */
export class NotFiniteError extends WeightFileError {
  override readonly name = 'NotFiniteError';
  /** Which element, row-major. */
  readonly element: number;

  constructor(message: string, element: number) {
    super(message);
    this.element = element;
  }
}
