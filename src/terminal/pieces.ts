/** Text and bytes on their way out, piece by piece, no faster than they are taken. */
import type { Output } from './terminal.ts';

export type Piece = string | Uint8Array;
export type Pieces = Iterable<Piece> | AsyncIterable<Piece>;

/** Characters gathered before each write. */
const blockLength = 2 ** 16;

/** Short texts joined to long ones; bytes stay as they are. */
export async function* blocksOf(pieces: Pieces): AsyncGenerator<Piece, void, void> {
  let block = '';
  for await (const piece of pieces) {
    if (typeof piece === 'string') block += piece;
    if (block !== '' && (typeof piece !== 'string' || block.length >= blockLength)) {
      yield block;
      block = '';
    }
    if (typeof piece !== 'string') yield piece;
  }
  if (block !== '') yield block;
}

/** Writes pieces one after another. @throws the signal's reason, also while a reader keeps it waiting */
export async function writeThrough(output: Output, pieces: Pieces, signal: AbortSignal): Promise<void> {
  for await (const block of blocksOf(pieces)) {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      output.write(block, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }
}
