/** What a job works with, in a test: an engine, and nobody who waits. */
import type { Instrument } from '../../src/engines/engine.ts';
import type { Bench } from '../../src/laboratory/job.ts';
import { Shelf } from '../../src/laboratory/shelf.ts';

/** A bench for one engine, which is lent whatever name is asked for. */
export function benchOf(engine: Instrument, signal: AbortSignal = new AbortController().signal): Bench {
  return {
    id: 1,
    engine,
    waited: () => 0,
    borrow: async () => ({ engine, giveBack: () => undefined }),
    signal,
    notify: () => undefined,
    shelf: new Shelf(),
  };
}

/** What a job comes to, whatever it reports on the way. */
export async function resultOf<Result>(job: AsyncGenerator<unknown, Result, void>): Promise<Result> {
  for (;;) {
    const next = await job.next();
    if (next.done) return next.value;
  }
}
