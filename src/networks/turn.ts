/** Long work in slices: between two networks other messages (an abort among them) get their turn. */

/** Resolves once everything that already waits has been dealt with. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Messages wait no longer than this. */
const busyMilliseconds = 20;

/** Pauses for messages, an abort among them, whenever the processor has been busy for long. */
export function breather(signal?: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < busyMilliseconds) return undefined;
    return oneTurn().then(() => {
      last = performance.now();
      signal?.throwIfAborted();
    });
  };
}

/** Lets messages in before the next piece of work; sooner than a timer would, which browsers hold back. */
export function messages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
