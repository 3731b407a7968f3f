/** One parity suite for every engine. */

import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, growthRates, measureAll } from '../parity/experiments.ts';
import { givenSuite } from '../parity/given.ts';
import { paritySuite } from '../parity/parity.ts';
import { sharingSuite } from '../parity/sharing.ts';

const openers: [EngineName, () => Promise<Engine>][] = [
  ['webgpu', () => WebgpuEngine.open()],
  ['wasm', () => WasmEngine.open()],
  ['reference', async () => new ReferenceEngine()],
];

for (const [name, open] of openers) {
  paritySuite(name, open);
  sharingSuite(name, open);
}

givenSuite(
  'webgpu',
  () => WebgpuEngine.open(),
  async (file) => {
    const response = await fetch(new URL(`../fixtures/given/${file}`, import.meta.url));
    return new Uint8Array(await response.arrayBuffer());
  },
);

const fastOpeners = openers.filter(([name]) => name !== 'reference');

describe.each(fastOpeners)('the %s engine agrees with the oracle', (_, open) => {
  // Trust 3: an independent float64 run, pointwise, where the network contracts and φ is smooth.
  it.each(['tanh', 'sigmoid', 'softplus', 'gelu', 'identity'] as const)('on %s', async (activation) => {
    const experiment = experimentWith({
      activation,
      gain: [0.2, 1.2],
      hiddenSize: 24,
      networks: 24,
      steps: 300,
      inputScale: 0.4,
      biasScale: 0.2,
    });
    const engine = await open();
    const measured = await measureAll(engine, experiment);
    const exact = await measureAll(new ReferenceEngine(), experiment);
    engine.dispose();
    const rates = growthRates(exact, experiment);
    const [norms, exactNorms] = [column(measured, 'log10GradientNorm'), column(exact, 'log10GradientNorm')];
    const contracting = rates.flatMap((rate, i) => (rate < -0.05 ? [i] : []));
    expect(contracting.length).toBeGreaterThan(8);
    for (const i of contracting) {
      expect(Math.abs(entry(norms, i * 301) - entry(exactNorms, i * 301))).toBeLessThan(2e-4);
    }
  });

  it.each(['lstm', 'gru'] as const)('on the norm of a state whose squares underflow: %s', async (cell) => {
    const experiment = experimentWith({ cell, hiddenSize: 8, networks: 2, steps: 110, warmUp: 5, gain: 0.1 });
    const engine = await open();
    const measured = column(await measureAll(engine, experiment), 'log10StateNorm');
    const exact = column(await measureAll(new ReferenceEngine(), experiment), 'log10StateNorm');
    engine.dispose();
    expect(Math.min(...exact)).toBeLessThan(-30);
    measured.forEach((decades, i) => {
      expect(decades).toBeCloseTo(entry(exact, i), 4);
    });
  });
});
