/** A trace that is looked in on while it takes long. */
import type { Instrument } from '../engines/engine.ts';
import type { SingleNetwork } from '../networks/single_network.ts';
import type { Trace, TraceOptions } from '../networks/trace.ts';
import { WordsBetween } from './words_between.ts';

/** Yields which share is done. */
export async function* followedTrace(
  engine: Instrument,
  network: SingleNetwork,
  options: Omit<TraceOptions, 'progress'>,
): AsyncGenerator<number, Trace, void> {
  const words = new WordsBetween();
  const tracing = engine.trace(network, { ...options, progress: words.progress });
  // Whoever waits for it hears of its failure; before that it is not an unhandled rejection.
  tracing.catch(() => undefined);
  for (;;) {
    const trace = await words.resultOrWord(tracing);
    if (trace) return trace;
    yield words.done;
  }
}
