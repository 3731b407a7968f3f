/** Files that appear whole or not at all: written beside their place, then renamed into it. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { blocksOf, type Pieces } from './pieces.ts';
import { partOf } from './place.ts';

/** Writes pieces to `path` as they come. An abort between two, or any error, leaves what was there before. */
export async function writeWhole(path: string, pieces: Pieces, signal: AbortSignal): Promise<void> {
  const file = await WholeFile.begin(path);
  try {
    await file.write(pieces, signal);
    signal.throwIfAborted();
    await file.finish();
  } finally {
    await file.discard();
  }
}

/** A file in the making. */
export class WholeFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #state: 'open' | 'closed' = 'open';

  private constructor(path: string, temporary: string, file: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  static async begin(path: string): Promise<WholeFile> {
    const temporary = partOf(path);
    return new WholeFile(path, temporary, await open(temporary, 'w'));
  }

  /** @throws the signal's reason */
  async write(pieces: Pieces, signal: AbortSignal): Promise<void> {
    for await (const block of blocksOf(pieces)) {
      signal.throwIfAborted();
      await this.#file.writeFile(block);
    }
  }

  /** Gives the file its name. */
  async finish(): Promise<void> {
    // On the disk before it has its name: a crash must not leave an empty file under it.
    await this.#file.sync();
    await this.#close();
    await rename(this.#temporary, this.#path);
  }

  /** Leaves nothing of a file that is not finished; of a finished one all. */
  async discard(): Promise<void> {
    await this.#close();
    await rm(this.#temporary, { force: true });
  }

  async #close(): Promise<void> {
    if (this.#state === 'open') await this.#file.close();
    this.#state = 'closed';
  }
}
