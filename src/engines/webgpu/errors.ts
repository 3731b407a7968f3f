/** What WebGPU reports out of band, as exceptions. */
import { answered } from './answered.ts';

/** Device memory ran out; less will be asked for. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
}

/**
 * Runs device work that does not wait for anything, and listens for what the device has to say against it.
 * `verdict` rejects with an OutOfMemoryError, an Error that says what was refused, or a NoAnswerError.
 */
export function checked<T>(device: GPUDevice, work: () => T): { result: T; verdict: Promise<void> } {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const result = work();
  const scopes = answered('work', Promise.all([device.popErrorScope(), device.popErrorScope()]));
  const verdict = scopes.then(([memory, validation]) => {
    if (memory) throw new OutOfMemoryError(memory.message);
    if (validation) throw new Error(`The GPU refused the work: ${validation.message}`);
  });
  // Whoever awaits the verdict hears of it; until then it is not an unhandled rejection.
  verdict.catch(() => undefined);
  return { result, verdict };
}
