/** What a command has around it in a terminal: the file system, and a bar on stderr. */
import { readWhole } from './given_file.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Surroundings } from './surroundings.ts';
import type { Terminal } from './terminal.ts';

export function nodeSurroundings({ stderr, signal }: Terminal): Surroundings {
  return { signal, read: readWhole, follow: (work) => new ProgressBar(stderr, work) };
}
