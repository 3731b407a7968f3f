/** The engines that a terminal has. */

import type { Engine } from '../engines/engine.ts';
import { ReferenceEngine } from '../engines/reference/engine.ts';
import { WasmEngine } from '../engines/wasm/engine.ts';
import { NoGpuError } from '../engines/webgpu/device.ts';
import { terminalEngine } from '../experiment/command.ts';
import { parseChoice } from '../experiment/fields.ts';
import { type EngineName, engineNames } from '../experiment/provenance.ts';
import { said } from './flags.ts';
import { openNodeGpu } from './node_gpu.ts';
import { UsageError } from './usage_error.ts';

/** How often a command measures a network: whether its matrix is worth keeping. */
type Use = 'once' | 'again';

const openers: Readonly<Record<EngineName, (use: Use) => Promise<Engine>>> = {
  webgpu: () => openNodeGpu(),
  wasm: (use) => WasmEngine.open(use === 'once' ? { budget: 0 } : {}),
  reference: async () => new ReferenceEngine(),
};

/** The engine that a person names. @throws {FieldError} where there is none of that name */
export function engineNamed(text: string): EngineName {
  const choice = parseChoice('--engine', ['auto', ...engineNames], text);
  return choice === 'auto' ? terminalEngine : choice;
}

/** Opens an engine. @throws {UsageError} where it is the GPU's, and there is none */
export async function openNodeEngine(name: EngineName, use: Use = 'again'): Promise<Engine> {
  try {
    return await openers[name](use);
  } catch (error) {
    if (!(error instanceof NoGpuError)) throw error;
    const others = ['auto', ...engineNames.filter((other) => other !== name)];
    throw new UsageError(
      `--engine ${name} needs a GPU driver (Vulkan, Metal or Direct3D 12): ${error.message}; ${others.join(', ')} are allowed`,
    );
  }
}

/**
 * Opens the engine that a person names, or, one after another, every engine that this machine has; the caller
 * disposes of each. Says in a sentence which one is missing.
 * @throws {UsageError} where the named one does not exist, or not here
 */
export async function* enginesFor(
  named: string | undefined,
  notify: (sentence: string) => void,
  open: (name: EngineName) => Promise<Engine> = openNodeEngine,
): AsyncGenerator<Engine, void, void> {
  if (named !== undefined) {
    yield await open(said(() => engineNamed(named)));
    return;
  }
  for (const name of engineNames) {
    try {
      yield await open(name);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      notify(`Without ${name}: ${error.message}`);
    }
  }
}
