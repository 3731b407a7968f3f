import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { spectrumSuite } from '../parity/spectra.ts';

spectrumSuite('webgpu', () => WebgpuEngine.open());
spectrumSuite('wasm', () => WasmEngine.open(), 64);
