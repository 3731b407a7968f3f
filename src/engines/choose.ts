/**
 * Which engine measures: the one asked for, or the best that is here; and what to say when it is not. Only the engine that
 * is chosen is loaded.
 */
import type { EngineName } from '../experiment/provenance.ts';
import type { Tuning } from '../experiment/tuning.ts';
import type { Engine } from './engine.ts';
import { type Gpu, NoGpuError, openGpu } from './webgpu/device.ts';

type Notify = (sentence: string) => void;

/**
 * Opens an engine: left to choose, a GPU where there is one, and the processor where there is none, or where
 * the adapter is the processor in disguise. Says in a sentence what it chose, and why, unless that is what was
 * asked for.
 * @param tuning how a GPU's kernels are laid out
 * @throws Error where the code of an engine cannot be loaded
 */
export async function openEngine(
  preference: EngineName | 'auto',
  notify: Notify,
  tuning: Tuning = 'auto',
): Promise<Engine> {
  if (preference === 'reference') return oracle();
  if (preference === 'wasm') return processor(notify);
  let gpu: Gpu;
  try {
    gpu = await openGpu();
  } catch (error) {
    if (!(error instanceof NoGpuError)) throw error;
    notify(`${error.message}: measuring on the CPU.`);
    return processor(notify);
  }
  if (preference === 'webgpu' || !gpu.software) return graphics(gpu, tuning);
  gpu.device.destroy();
  notify(`The only WebGPU adapter here is software (${gpu.adapterName}): measuring on the CPU directly.`);
  return processor(notify);
}

async function graphics(gpu: Gpu, tuning: Tuning): Promise<Engine> {
  try {
    const { tunedEngine } = await import('./webgpu/tuned_engine.ts');
    return await tunedEngine(gpu, tuning);
  } catch (error) {
    gpu.device.destroy();
    throw error;
  }
}

async function processor(notify: Notify): Promise<Engine> {
  try {
    const { WasmEngine } = await import('./wasm/engine.ts');
    return await WasmEngine.open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notify(`The CPU kernels cannot run (${reason}): measuring in float64, slowly.`);
    return oracle();
  }
}

async function oracle(): Promise<Engine> {
  const { ReferenceEngine } = await import('./reference/engine.ts');
  return new ReferenceEngine();
}
