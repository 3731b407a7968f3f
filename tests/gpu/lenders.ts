/**
 * The engines that GPU tests share. Their files run in one page, one after another (vitest.config.ts), and what they
 * open here ends with the page.
 */
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { once } from '../parity/lend.ts';

export const lendWebgpu = once(() => WebgpuEngine.open());
export const lendWasm = once(() => WasmEngine.open());

export const lenders = [
  ['webgpu', lendWebgpu],
  ['wasm', lendWasm],
] as const;
