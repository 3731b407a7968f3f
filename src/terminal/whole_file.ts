/** Files that appear whole or not at all: written beside their place, then renamed into it. */
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { blocksOf, type Pieces } from './pieces.ts';
import { UsageError } from './usage_error.ts';

/**
 * Refuses a file that could not be written, before anything is measured for it.
 * @throws {UsageError} where its folder does not exist, or it is a folder itself.
 */
export async function requirePlaceFor(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory())
    throw new UsageError(`--out needs a folder that exists; ${dirname(path)} is none`);
  const present = await stat(path).catch(() => undefined);
  if (present?.isDirectory()) throw new UsageError(`--out must name a file; ${path} is a folder`);
}

/** Writes pieces to `path` as they come. An abort between two, or any error, leaves what was there before. */
export async function writeWhole(path: string, pieces: Pieces, signal: AbortSignal): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = await open(temporary, 'w');
    try {
      for await (const block of blocksOf(pieces)) {
        signal.throwIfAborted();
        await file.writeFile(block);
      }
      // On the disk before it has its name: a crash must not leave an empty file under it.
      await file.sync();
    } finally {
      await file.close();
    }
    signal.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
