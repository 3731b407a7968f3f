/** The engine as the page has it: tuned as it was asked for, or remembered. One file, which comes, or does not, as a whole. */
import type { Tuning } from '../../experiment/tuning.ts';
import type { Gpu } from './device.ts';
import { WebgpuEngine } from './engine.ts';
import { Tuner } from './tuning.ts';
import { tuningCache } from './tuning_cache.ts';

export function tunedEngine(gpu: Gpu, tuning: Tuning): Promise<WebgpuEngine> {
  return WebgpuEngine.on(gpu, { tuner: new Tuner(tuning, tuningCache) });
}
