/** The edges of gated cells at rest, found by measurement on the CPU engine: N = 256, T = 400. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossings } from '../../src/analysis/edge.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { bounds, type Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { restEdge } from '../../src/theory/at_rest.ts';
import { column, growthRates, measureAll } from '../parity/experiments.ts';

let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open();
});
afterAll(() => engine.dispose());

it.each<Partial<Experiment>>([
  { cell: 'gru', gain: [1.7, 2.3] },
  // φ′(0) = ½ halves what a step adds.
  { cell: 'gru', activation: 'gelu', gain: [3.4, 4.6] },
  { cell: 'lstm', gain: [1.7, 2.3] },
  { cell: 'lstm', forgetBias: 1, gain: [0.9, 1.25] },
])('%o: zero growth within 5 % of the theory’s gain', async (changes) => {
  const experiment: Experiment = {
    ...defaultExperiment,
    ...{ hiddenSize: 256, steps: 400, warmUp: 0, initialScale: 0, networks: 24 },
    ...changes,
  };
  const rates = growthRates(await measureAll(engine, experiment), experiment);
  const gains = rates.map((_, index) => networkSettings(experiment, index).gain);
  // A straight line through them all: over this range the rate is nearly one.
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [g, r] = [mean(gains), mean(rates)];
  const slope =
    mean(gains.map((gain, i) => (gain - g) * ((rates[i] ?? Number.NaN) - r))) /
    mean(gains.map((gain) => (gain - g) ** 2));
  const line = (gain: number) => r + slope * (gain - g);
  const [edge] = crossings([...bounds(experiment.gain)], bounds(experiment.gain).map(line), 0);
  expect(Math.abs((edge?.at ?? Number.NaN) / restEdge(experiment) - 1)).toBeLessThan(0.05);
});

it('a GRU at rest is the same wherever its reset gate stands', async () => {
  const experiment: Experiment = {
    ...defaultExperiment,
    ...{ cell: 'gru', hiddenSize: 12, steps: 30, warmUp: 0, initialScale: 0, networks: 4 },
  };
  const before = column(await measureAll(engine, { ...experiment, reset: 'before' }), 'log10GradientNorm');
  const after = column(await measureAll(new ReferenceEngine(), experiment), 'log10GradientNorm');
  expect(before.length).toBe(4 * 31);
  before.forEach((decades, i) => {
    expect(decades).toBeCloseTo(after[i] ?? Number.NaN, 10);
  });
});
