/** The oracle as an engine keeps what the interface promises. */
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { once } from '../parity/lend.ts';
import { longSuite } from '../parity/long.ts';
import { lyapunovSuite } from '../parity/lyapunov.ts';
import { parameterNormSuite } from '../parity/parameter_norm.ts';
import { paritySuite } from '../parity/parity.ts';
import { saturationSuite } from '../parity/saturation.ts';
import { sharingSuite } from '../parity/sharing.ts';

const open = async () => new ReferenceEngine();
const lend = once(open);
paritySuite('reference', lend);
sharingSuite('reference', lend, open);
saturationSuite('reference', lend);
parameterNormSuite('reference', lend);
longSuite('reference', lend, 10_000);
lyapunovSuite('reference', lend);
