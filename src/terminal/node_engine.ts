/** The engines that a terminal has. */

import type { Engine } from '../engines/engine.ts';
import { ReferenceEngine } from '../engines/reference/engine.ts';
import { WasmEngine } from '../engines/wasm/engine.ts';
import { NoGpuError } from '../engines/webgpu/device.ts';
import { asClause } from '../experiment/field_error.ts';
import { type EngineName, engineNames } from '../experiment/provenance.ts';
import type { EnginesBench } from '../laboratory/engines.ts';
import { engineNamed } from './engine_flag.ts';
import { openNodeGpu } from './node_gpu.ts';
import type { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';

/** How often a command measures a network: whether its matrix is worth keeping. */
export type Use = 'once' | 'again';

const openers: Readonly<Record<EngineName, (use: Use) => Promise<Engine>>> = {
  webgpu: () => openNodeGpu(),
  wasm: (use) => WasmEngine.open({ keeps: use === 'again' }),
  reference: async () => new ReferenceEngine(),
};

/** Opens an engine. @throws {UsageError} where it is the GPU's, and there is none */
export async function openNodeEngine(name: EngineName, use: Use = 'again'): Promise<Engine> {
  try {
    return await openers[name](use);
  } catch (error) {
    if (!(error instanceof NoGpuError)) throw error;
    const others = ['auto', ...engineNames.filter((other) => other !== name)];
    throw new UsageError(
      `--engine ${name} needs a GPU driver (Vulkan, Metal or Direct3D 12): ${asClause(error.message)}; ${others.join(', ')} are allowed`,
    );
  }
}

/** The engine that a person names, or every one. @throws {UsageError} where there is none of that name */
export function enginesNamed(text: string | undefined): readonly EngineName[] {
  return text === undefined ? engineNames : [engineNamed(text)];
}

/** What work over several engines needs, in a terminal: each is opened when its turn comes. */
export function enginesBench(
  { signal }: Terminal,
  progress: ProgressBar,
  open: (name: EngineName) => Promise<Engine> = openNodeEngine,
): EnginesBench {
  return {
    borrow: async (name) => {
      const engine = await open(name);
      return { engine, giveBack: () => engine.dispose() };
    },
    notify: (sentence) => progress.interrupt(sentence),
    signal,
  };
}
