/** A file of a sweep in the making, so that it may be written while networks are still measured. */
import type { Collection } from '../analysis/collection.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { type Unfinished, unfinished } from '../experiment/unfinished.ts';

/** What a file is of. */
export interface Sweep {
  readonly experiment: Experiment;
  /** The networks that are in it. */
  readonly range: NetworkRange;
  readonly engine: EngineDescription;
  /** Quantities that files do not have unasked. */
  readonly asked: readonly QuantityName[];
  /** Where not all of them are measured. */
  readonly unfinished?: Unfinished | undefined;
}

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
  Format: new (sweep: Sweep) => SweepFile<Piece>,
  collection: Collection,
  { engine, asked }: Pick<Sweep, 'engine' | 'asked'>,
): Generator<Piece, void, void> {
  const { experiment, range } = collection;
  const missing = unfinished(collection.count, range.to - range.from, 'network');
  const file = new Format({ experiment, range, engine, asked, unfinished: missing });
  yield* file.start();
  yield* file.networks(collection);
  yield* file.end();
}
