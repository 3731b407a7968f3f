/** The GPU from a terminal: npm's `webgpu` (Dawn), where it is installed and the machine has a driver. */
import { tmpdir } from 'node:os';
import type { Engine } from '../engines/engine.ts';
import { NoGpuError } from '../engines/webgpu/device.ts';
import { WebgpuEngine } from '../engines/webgpu/engine.ts';

/** What is used of the package. */
interface Dawn {
  create(options: string[]): GPU;
  /** `GPUBufferUsage` and the like, which a browser has as globals. */
  readonly globals: object;
}

/** @throws NoGpuError where the package is not installed, or finds no adapter */
export async function openNodeGpu(load: () => Promise<Dawn> = () => import('webgpu')): Promise<Engine> {
  const { create, globals } = await load().catch(() => {
    throw new NoGpuError('npm’s optional package webgpu is not installed, or not for this platform');
  });
  // Where libwayland is installed the driver loads it, and that complains on stderr unless it has a folder.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  Object.assign(globalThis, globals);
  return WebgpuEngine.open({ gpu: create([]) });
}
