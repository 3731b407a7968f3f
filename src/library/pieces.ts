/** Files that a program asked for, whole. */
import type { Pieces } from '../terminal/pieces.ts';

/** All pieces as one text. */
export async function textOf(pieces: AsyncIterable<string> | Iterable<string>): Promise<string> {
  const texts: string[] = [];
  for await (const piece of pieces) texts.push(piece);
  return texts.join('');
}

/** All pieces as bytes; text is UTF-8. */
export async function bytesOf(pieces: Pieces): Promise<Uint8Array> {
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  for await (const piece of pieces) parts.push(typeof piece === 'string' ? piece : Uint8Array.from(piece));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
