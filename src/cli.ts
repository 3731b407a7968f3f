/**
 * The terminal starts here: `vanishing-point COMMAND`, or `npm run cli -- COMMAND`. Status 0 is success, 1 a
 * failed check or a fault of ours, 2 a command line that means nothing, 130 Ctrl-C.
 */
import { quoted } from './experiment/field_error.ts';
import { version } from './files/version.ts';
import { advise } from './terminal/advise.ts';
import { analyze } from './terminal/analyze.ts';
import { bench } from './terminal/bench.ts';
import { diagnose } from './terminal/diagnose.ts';
import { help } from './terminal/help.ts';
import { map } from './terminal/map.ts';
import { spectrum } from './terminal/spectrum.ts';
import { sweep } from './terminal/sweep.ts';
import type { Terminal } from './terminal/terminal.ts';
import { train } from './terminal/train.ts';
import { UsageError } from './terminal/usage_error.ts';
import { validate } from './terminal/validate.ts';

type Command = (words: readonly string[], terminal: Terminal) => Promise<number>;

const commands = new Map<string, Command>([
  ['sweep', sweep],
  ['spectrum', spectrum],
  ['analyze', analyze],
  ['diagnose', diagnose],
  ['validate', validate],
  ['bench', bench],
  ['advise', advise],
  ['map', map],
  ['train', train],
]);
const usage = `commands are ${[...commands.keys()].join(', ')}; --help says more`;

/** Runs a command line; resolves to the exit status. What goes wrong is one line on stderr. */
export async function run([command, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if ([command, ...words].some((word) => word === '--help' || word === '-h')) {
      terminal.stdout.write(help(command));
      return 0;
    }
    if (command === '--version') {
      terminal.stdout.write(`${version}\n`);
      return 0;
    }
    if (command === undefined) throw new UsageError(`a command is missing; ${usage}`);
    const known = commands.get(command);
    if (!known) throw new UsageError(`unknown command ${quoted(command)}; ${usage}`);
    return await known(words, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return 130;
    const message = error instanceof Error ? error.message : String(error);
    terminal.stderr.write(`${message.replace(/\s*\n\s*/g, ' ')}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Runs this process's command line. */
export async function main(): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  // A reader that has seen enough (`| head`) closes the pipe; that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await run(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
  });
}
