/** The engines that the library has, in Node and in a page. Only the one that is asked for is loaded. */
import type { Engine } from '../engines/engine.ts';
import { asClause } from '../experiment/field_error.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { UsageError } from '../terminal/usage_error.ts';

const openers: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  // What is measured once is not worth keeping.
  wasm: async () => (await import('../engines/wasm/engine.ts')).WasmEngine.open({ keeps: false }),
  reference: async () => new (await import('../engines/reference/engine.ts')).ReferenceEngine(),
  webgpu: async () => {
    if (typeof process !== 'undefined' && process.versions?.node)
      return (await import('../terminal/node_gpu.ts')).openNodeGpu();
    const { openGpu } = await import('../engines/webgpu/device.ts');
    return (await import('../engines/webgpu/tuned_engine.ts')).tunedEngine(await openGpu(), 'auto');
  },
};

/** Opens an engine. @throws {UsageError} where it is the GPU's, and there is none */
export async function openLibraryEngine(name: EngineName): Promise<Engine> {
  try {
    return await openers[name]();
  } catch (error) {
    // By its name: its class is the GPU's code, which nothing else here needs.
    if (!(error instanceof Error && error.name === 'NoGpuError')) throw error;
    throw new UsageError(
      `--engine ${name} needs a GPU: ${asClause(error.message)}; auto, wasm, reference are allowed`,
    );
  }
}

/** Whatever is done with an engine, which is given back after it. */
export async function onEngine<Value>(
  name: EngineName,
  work: (engine: Engine) => Promise<Value>,
): Promise<Value> {
  const engine = await openLibraryEngine(name);
  try {
    return await work(engine);
  } finally {
    engine.dispose();
  }
}
