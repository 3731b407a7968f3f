/** What a person did wrong on a command line, or a program in what it asks of the library. */

/** The message is one line: what was wrong, and what is allowed. A command's process ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
