/** What the page calls each engine. */
import type { EngineName } from '../engines/engine.ts';

export const engineWords: Readonly<Record<EngineName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'CPU',
  reference: 'CPU, float64',
};
