/** Which engine measures: the one asked for, or the best that is here; and what to say when it is not. */
import type { EngineName } from '../experiment/provenance.ts';
import type { Tuning } from '../experiment/tuning.ts';
import type { Engine } from './engine.ts';
import { ReferenceEngine } from './reference/engine.ts';
import { WasmEngine } from './wasm/engine.ts';
import { NoGpuError } from './webgpu/device.ts';
import { WebgpuEngine } from './webgpu/engine.ts';
import { Tuner } from './webgpu/tuning.ts';
import { tuningCache } from './webgpu/tuning_cache.ts';

/**
 * Opens an engine: left to choose, a GPU where there is one, and the processor where there is none, or where
 * the adapter is the processor in disguise. Says in a sentence what it chose, and why, unless that is what was
 * asked for.
 * @param tuning how a GPU's kernels are laid out
 */
export async function openEngine(
  preference: EngineName | 'auto',
  notify: (sentence: string) => void,
  tuning: Tuning = 'auto',
): Promise<Engine> {
  if (preference === 'reference') return new ReferenceEngine();
  if (preference === 'wasm') return openProcessor(notify);
  try {
    const gpu = await WebgpuEngine.open({ tuner: new Tuner(tuning, tuningCache) });
    const { software, device } = gpu.describe();
    if (preference === 'webgpu' || !software) return gpu;
    gpu.dispose();
    notify(`The only WebGPU adapter here is software (${device}): measuring on the CPU directly.`);
  } catch (error) {
    if (!(error instanceof NoGpuError)) throw error;
    notify(`${error.message}: measuring on the CPU.`);
  }
  return openProcessor(notify);
}

async function openProcessor(notify: (sentence: string) => void): Promise<Engine> {
  try {
    return await WasmEngine.open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notify(`The CPU kernels cannot run (${reason}): measuring in float64, slowly.`);
    return new ReferenceEngine();
  }
}
