/** A file of a sweep in the making, so that it may be written while networks are still measured. */
import type { Collection } from '../analysis/collection.ts';

/**
 * Pieces of a file: first `start`, then `networks` for each stretch of the run in order, then `end`. A whole run
 * may be one stretch. Each piece is made when it is asked for, within a few milliseconds.
 */
export interface SweepFile<Piece extends string | Uint8Array = string | Uint8Array> {
  start(): Iterable<Piece>;
  networks(stretch: Collection): Iterable<Piece>;
  end(): Iterable<Piece>;
}

/** The file of what has been measured so far. */
export function* wholeFile<Piece extends string | Uint8Array>(
  file: SweepFile<Piece>,
  collection: Collection,
): Generator<Piece, void, void> {
  yield* file.start();
  yield* file.networks(collection);
  yield* file.end();
}
