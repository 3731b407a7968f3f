/** Where a command writes, and what stops it: the process's own streams, or a test's. */

export interface Output {
  /** @param written called once the text is on its way, so that a slow reader is not outrun */
  write(text: string | Uint8Array, written?: () => void): unknown;
  /** Whether a person reads along. */
  readonly isTTY?: boolean;
  /** Width in characters, where it is known. */
  readonly columns?: number;
}

export interface Terminal {
  /** What the command was asked for. */
  readonly stdout: Output;
  /** Everything else: progress, notices, errors. */
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
