/** The CPU engine in Node, as the terminal runs it: the suites that it passes in the browser too. */
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { paritySuite } from '../gpu/parity.ts';
import { spectrumSuite } from '../gpu/spectra.ts';
import { trustSuite } from '../gpu/trust.ts';

const open = () => WasmEngine.open();
paritySuite('wasm', open);
trustSuite('wasm', open);
spectrumSuite('wasm', open, 32);
