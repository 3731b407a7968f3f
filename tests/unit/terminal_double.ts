/** A terminal, or a pipe, that remembers what was written. */
import { run } from '../../src/cli.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

interface Kind {
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
}

/** A terminal, and what is written to it as it comes. */
export function terminalDouble({ isTTY = false, signal = new AbortController().signal }: Kind = {}) {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string | Uint8Array, taken?: () => void) => {
      written[name] += text;
      taken?.();
    },
  });
  const terminal: Terminal = { stdout: output('stdout'), stderr: output('stderr'), signal };
  return { terminal, written };
}

/** What is written of progress every ten seconds, and of how long it takes, on a busy machine to every test. */
const progressLines = /^\w+: (\d+ of \d+|about [\d.]+ \w+ to go for) .*\n/gm;

/** Runs a command line within this process; without its lines of progress. */
export async function runCommand(words: readonly string[], kind: Kind = {}) {
  const { terminal, written } = terminalDouble(kind);
  const status = await run(words, terminal);
  return { status, stdout: written.stdout, stderr: written.stderr.replace(progressLines, '') };
}
