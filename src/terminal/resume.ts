/** `--resume`: a file that is there already, whole and of the same networks, is left as it is. */
import { readFile } from 'node:fs/promises';
import type { NetworkRange } from '../experiment/experiment.ts';
import { presenceOf } from '../files/present_file.ts';
import { type Flags, isOn } from './flags.ts';
import type { Pieces } from './pieces.ts';
import { UsageError } from './usage_error.ts';

/** A file of some networks that is to be written, or is there. */
export interface ResumedFile {
  readonly path: string;
  /** All that it may have in place of networks: pieces from before the first and from after the last, by the engines that may have been at work. */
  readonly blanks: readonly { start(): Pieces; end(): Pieces }[];
  /** As in {@link presenceOf}. */
  readonly range: NetworkRange | undefined;
}

/** Whether `--resume` is said. @throws {UsageError} where there is no file to go on with, or weights are saved, which are in none */
export function isResumed(flags: Flags): boolean {
  if (!isOn(flags, 'resume')) return false;
  if (!flags.has('out')) throw new UsageError('--resume goes on with files; say --out FILE, or leave it out');
  if (flags.has('save'))
    throw new UsageError(
      '--resume goes on with files of numbers, and --save writes weights; leave one of them out',
    );
  return true;
}

/**
 * Whether all of these files are there and whole. Says of each that is there what it is.
 * @throws {UsageError} where one is of something else, which is not written over
 */
export async function areThere(
  files: readonly ResumedFile[],
  say: (sentence: string) => void,
): Promise<boolean> {
  const presences = await Promise.all(files.map(presenceAt));
  const all = presences.every((presence) => presence === 'whole');
  for (const [i, { path }] of files.entries()) {
    const presence = presences[i];
    if (presence === 'other')
      throw new UsageError(
        `--resume goes on with the same networks, engine and version; ${path} is of others: name another file, or leave --resume out, which writes over it`,
      );
    if (all) say(`${path} is whole: it stays, and nothing is reckoned again`);
    else if (presence === 'part') say(`${path} is not whole: it is written again`);
  }
  return all;
}

async function presenceAt({ path, blanks, range }: ResumedFile) {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return 'absent';
  const isBinary = path.endsWith('.parquet');
  const written = blanks.map(async (blank) =>
    Buffer.concat([...(await gathered(blank.start())), ...(isBinary ? await gathered(blank.end()) : [])]),
  );
  return presenceOf(bytes, { blanks: await Promise.all(written), range });
}

async function gathered(pieces: Pieces): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return all;
}
