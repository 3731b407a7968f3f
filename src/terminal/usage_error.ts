/** What a person did wrong on the command line. */

/** The message is one line: what was wrong, and what is allowed. The process ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
