/** A terminal, or a pipe, that remembers what was written. */
import { run } from '../../src/cli.ts';

export interface Written {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line within this process. */
export async function runCommand(
  words: readonly string[],
  { isTTY = false, signal = new AbortController().signal } = {},
): Promise<Written> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const status = await run(words, { stdout: output('stdout'), stderr: output('stderr'), signal });
  return { status, ...written };
}
