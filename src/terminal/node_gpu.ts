/** The GPU from a terminal: npm's `webgpu` (Dawn), where it is installed and the machine has a driver. */
import type { Engine } from '../engines/engine.ts';
import { NoGpuError } from '../engines/webgpu/device.ts';
import { WebgpuEngine } from '../engines/webgpu/engine.ts';
import { Tuner } from '../engines/webgpu/tuning.ts';
import { FieldError } from '../experiment/field_error.ts';
import { parseTuning, type Tuning } from '../experiment/tuning.ts';
import { UsageError } from './usage_error.ts';

/** The package: a name that whoever bundles this for a page does not look for. */
const dawn = 'webgpu';

/** What is used of it. */
interface Dawn {
  create(options: string[]): GPU;
  /** `GPUBufferUsage` and the like, which a browser has as globals. */
  readonly globals: object;
}

/**
 * Kernels are laid out as VANISHING_POINT_TUNING says, like the key `tuning` of an address.
 * @throws {UsageError} where that says nothing
 * @throws NoGpuError where the package is not installed, or finds no adapter
 */
export async function openNodeGpu(
  load: () => Promise<Dawn> = () => import(/* @vite-ignore */ dawn),
): Promise<Engine> {
  const tuning = tuningAsked(process.env.VANISHING_POINT_TUNING ?? 'auto');
  const { create, globals } = await load().catch(() => {
    throw new NoGpuError('npm’s optional package webgpu is not installed, or not for this platform');
  });
  // Where libwayland is installed the driver loads it, and that complains on stderr unless it has a folder.
  process.env.XDG_RUNTIME_DIR ??= process.getBuiltinModule('node:os').tmpdir();
  Object.assign(globalThis, globals);
  return WebgpuEngine.open({ gpu: create([]), tuner: new Tuner(tuning) });
}

function tuningAsked(text: string): Tuning {
  try {
    return parseTuning(text);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new UsageError(error.about('VANISHING_POINT_TUNING'));
  }
}
