/** Lends one engine to several suites: it keeps what it has compiled, and compiling is most of a GPU test's time. */
import type { Engine } from '../../src/engines/engine.ts';

/** An engine that its owner opens at the first call, the same at every call; only the owner gives it back. */
export type Lender = () => Promise<Engine>;

/** What `make` resolves to, made once, at the first call. */
export function once<Thing>(make: () => Promise<Thing>): () => Promise<Thing> {
  let made: Promise<Thing> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
