/** Files that a person names, read whole. */
import { readFile, stat } from 'node:fs/promises';
import { UsageError } from './usage_error.ts';

/** Bytes: what Node reads at once. */
const largest = 2 ** 31 - 1;

/**
 * The bytes of a file.
 * @throws {UsageError} where there is none, it is too large, or it is no plain file: a device or a pipe may never end
 */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new UsageError(`${path} is no plain file; a file is allowed`);
    if (found.size > largest) throw new UsageError(`${path} has ${found.size} bytes; ${largest} are allowed`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
    throw new UsageError(`${path} cannot be read (${reason}); a file that exists is allowed`);
  }
}
