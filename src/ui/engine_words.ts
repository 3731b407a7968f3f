/** What the page calls each engine. */
import type { EngineName } from '../experiment/provenance.ts';

export const engineWords: Readonly<Record<EngineName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'CPU',
  reference: 'CPU, float64',
};
