/** The parity suites for the engines of a browser, and what they have of an independent float64 run. */

import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, growthRates, measureAll } from '../parity/experiments.ts';
import { givenSuite } from '../parity/given.ts';
import { once } from '../parity/lend.ts';
import { longSuite } from '../parity/long.ts';
import { parameterNormSuite } from '../parity/parameter_norm.ts';
import { paritySuite } from '../parity/parity.ts';
import { boxSuite, saturationSuite } from '../parity/saturation.ts';
import { settlingSuite } from '../parity/settling.ts';
import { sharingSuite } from '../parity/sharing.ts';
import { lenders, lendWasm, lendWebgpu } from './lenders.ts';

paritySuite('webgpu', lendWebgpu);
paritySuite('wasm', lendWasm);
parameterNormSuite('webgpu', lendWebgpu);
parameterNormSuite('wasm', lendWasm);
saturationSuite('webgpu', lendWebgpu);
boxSuite('webgpu', lendWebgpu, 25, [
  { cell: 'rnn', activation: 'tanh', hiddenSize: 7 },
  { cell: 'rnn', activation: 'gelu', hiddenSize: 6 },
  { cell: 'leaky', activation: 'relu', hiddenSize: 5 },
  { cell: 'lstm', activation: 'tanh', hiddenSize: 6 },
  { cell: 'lstm', activation: 'relu', hiddenSize: 5 },
  { cell: 'gru', activation: 'tanh', hiddenSize: 4 },
  { cell: 'gru', activation: 'softplus', hiddenSize: 6 },
]);
sharingSuite('webgpu', lendWebgpu, () => WebgpuEngine.open());
sharingSuite('wasm', lendWasm, () => WasmEngine.open());

settlingSuite('webgpu', lendWebgpu);

givenSuite('webgpu', lendWebgpu, async (file) => {
  const response = await fetch(new URL(`../fixtures/given/${file}`, import.meta.url));
  return new Uint8Array(await response.arrayBuffer());
});

// Trust 3: an independent float64 run, pointwise, where the network contracts and φ is smooth.
describe.each(['tanh', 'sigmoid', 'softplus', 'gelu', 'identity'] as const)(
  'the oracle’s %s',
  (activation) => {
    const experiment = experimentWith({
      activation,
      gain: [0.2, 1.2],
      hiddenSize: 14,
      networks: 24,
      steps: 300,
      inputScale: 0.4,
      biasScale: 0.2,
    });
    const exactly = once(() => measureAll(new ReferenceEngine(), experiment));

    it.each(lenders)('is that of the %s engine', async (_, lend) => {
      const [measured, exact] = [await measureAll(await lend(), experiment), await exactly()];
      const rates = growthRates(exact, experiment);
      const [norms, exactNorms] = [column(measured, 'log10GradientNorm'), column(exact, 'log10GradientNorm')];
      const contracting = rates.flatMap((rate, i) => (rate < -0.05 ? [i] : []));
      expect(contracting.length).toBeGreaterThan(8);
      for (const i of contracting) {
        expect(Math.abs(entry(norms, i * 301) - entry(exactNorms, i * 301))).toBeLessThan(2e-4);
      }
    });
  },
);

describe.each(['lstm', 'gru'] as const)('the norm of a state whose squares underflow: %s', (cell) => {
  const experiment = experimentWith({ cell, hiddenSize: 8, networks: 2, steps: 110, warmUp: 5, gain: 0.1 });
  const exactly = once(() => measureAll(new ReferenceEngine(), experiment));

  it.each(lenders)('is the oracle’s on the %s engine', async (_, lend) => {
    const measured = column(await measureAll(await lend(), experiment), 'log10StateNorm');
    const exact = column(await exactly(), 'log10StateNorm');
    expect(Math.min(...exact)).toBeLessThan(-30);
    measured.forEach((decades, i) => {
      expect(decades).toBeCloseTo(entry(exact, i), 4);
    });
  });
});
longSuite('webgpu', lendWebgpu, 1_000_000);
