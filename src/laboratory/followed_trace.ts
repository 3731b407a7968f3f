/** A trace that is looked in on while it takes long. */
import type { Instrument } from '../engines/engine.ts';
import type { SingleNetwork } from '../networks/single_network.ts';
import type { Trace, TraceOptions } from '../networks/trace.ts';

/** Between two words on how far it is, in milliseconds. */
const betweenWords = 200;

/** Yields which share is done. */
export async function* followedTrace(
  engine: Instrument,
  network: SingleNetwork,
  options: Omit<TraceOptions, 'progress'>,
): AsyncGenerator<number, Trace, void> {
  let done = 0;
  let told = performance.now();
  let wake: () => void = () => undefined;
  const progress = (share: number) => {
    done = share;
    if (performance.now() - told >= betweenWords) wake();
  };
  const tracing = engine.trace(network, { ...options, progress });
  // Whoever waits for it hears of its failure; before that it is not an unhandled rejection.
  tracing.catch(() => undefined);
  for (;;) {
    const woken = new Promise<undefined>((resolve) => {
      wake = () => resolve(undefined);
    });
    const trace = await Promise.race([tracing, woken]);
    if (trace) return trace;
    told = performance.now();
    yield done;
  }
}
