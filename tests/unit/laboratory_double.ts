/** A laboratory in this process, behind a worker that tests can lose. */
import { expose } from 'comlink';
import { Laboratory } from '../../src/laboratory/laboratory.ts';

/** A worker whose laboratory is `laboratory`; nothing where it is to be silent. */
class WorkerDouble extends EventTarget {
  terminated = false;
  /** Whether it hears nothing any more. */
  deaf = false;
  readonly #port: MessagePort;
  readonly #others: MessagePort;

  constructor(laboratory: object | undefined) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#others = port2;
    if (laboratory) expose(laboratory, port2);
    port1.addEventListener('message', ({ data }) =>
      this.dispatchEvent(Object.assign(new Event('message'), { data })),
    );
    port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (!this.deaf) this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#port.close();
    this.#others.close();
  }

  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

/** Starts workers for a Workplace, and keeps them for whoever wants to lose one. */
export function workerDoubles(laboratoryOf: () => object | undefined = () => new Laboratory()) {
  const workers: WorkerDouble[] = [];
  const start = (): Worker => {
    const worker = new WorkerDouble(laboratoryOf());
    workers.push(worker);
    return worker as unknown as Worker;
  };
  return { workers, start };
}
