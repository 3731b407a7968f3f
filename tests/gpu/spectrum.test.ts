import { spectrumSuite } from '../parity/spectra.ts';
import { lendWasm, lendWebgpu } from './lenders.ts';

spectrumSuite('webgpu', lendWebgpu);
spectrumSuite('wasm', lendWasm, 64);
