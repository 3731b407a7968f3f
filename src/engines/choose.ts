/** Which engine measures: the one asked for, or the best that is here; and what to say when it is not. */
import type { Engine, EngineName } from './engine.ts';
import { ReferenceEngine } from './reference/engine.ts';
import { NoGpuError } from './webgpu/device.ts';
import { WebgpuEngine } from './webgpu/engine.ts';

/** Opens an engine. Falls back to the CPU, and says why in a sentence, where there is no usable GPU. */
export async function openEngine(
  preference: EngineName | 'auto',
  notify: (sentence: string) => void,
): Promise<Engine> {
  if (preference === 'reference') return new ReferenceEngine();
  try {
    return await WebgpuEngine.open();
  } catch (error) {
    if (!(error instanceof NoGpuError)) throw error;
    notify(`${error.message}: measuring on the CPU, in float64.`);
    return new ReferenceEngine();
  }
}
