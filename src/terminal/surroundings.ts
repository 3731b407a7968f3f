/** What a command's work has around it, in a terminal or in a program that has called the library. */

export interface Surroundings {
  /** Stops the work. */
  readonly signal: AbortSignal;
  /** The bytes of a file by its path. @throws {UsageError} where there is none, or it cannot be read */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Somebody who wants to know how far a piece of work has come. @param work in a word */
  readonly follow: (work: string) => Follower;
}

/** Whoever is told how far something has come. */
export interface Follower {
  /** @param unit what is counted, in the plural unless the total is 1 */
  show(done: number, total: number, unit: string): void;
  /** It has come to its end. */
  clear(): void;
}
