/** Frames on the CPU engine: all exponents of saturated networks, published numbers by extrapolation in 1/N, and their memory. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  entropyRate,
  kaplanYorkeDimension,
  type LyapunovSpectrum,
  positiveExponents,
  spectrumAt,
  sumResidual,
} from '../../src/analysis/lyapunov.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { frameTask } from '../../src/engines/wasm/frame_run.ts';
import { compileKernels, layoutBytes } from '../../src/engines/wasm/kernels.ts';
import { defaultBudget, Memory } from '../../src/engines/wasm/memory.ts';
import { activations, cells, type Experiment } from '../../src/experiment/experiment.ts';
import { masks } from '../../src/networks/activation.ts';
import { framePlan } from '../../src/networks/lyapunov.ts';
import { mostExponents } from '../../src/networks/most_exponents.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { logDeterminant } from '../../src/networks/spectra/log_determinant.ts';
import { entry } from '../../src/networks/vector.ts';
import { experimentWith, measureAll } from '../parity/experiments.ts';

const { signal } = new AbortController();
let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open();
});
afterAll(() => engine.dispose());

interface Carried extends LyapunovSpectrum {
  readonly logSlopes: number | undefined;
}

async function spectraOf(
  experiment: Experiment,
  exponents: number,
  every: number,
  by = engine,
): Promise<Carried[]> {
  const options = { plan: framePlan(experiment, every), precision: 2 ** -23, masks: masks(experiment) };
  const found: Carried[] = [];
  for await (const chunk of by.spectrum(experiment, { signal, exponents, every }))
    for (let i = 0; i < chunk.count; i++)
      found.push({ ...spectrumAt(chunk, i, options), logSlopes: chunk.logSlopes?.[i] });
  return found;
}

// Small slopes are small rows, which keep their digits: sums of products over a column would lose them from gain 3 on.
it.each<Partial<Experiment>>([
  { gain: 3 },
  { gain: 6 },
  { gain: 10 },
  { gain: 10, biasScale: 3, inputScale: 5 },
  { gain: 40, activation: 'sigmoid' },
])('all exponents of 64 units can be read, and add up, however saturated: %o', async (changes) => {
  const experiment = experimentWith({ hiddenSize: 64, networks: 4, steps: 150, warmUp: 50, ...changes });
  const spectra = await spectraOf(experiment, 64, 1);
  for (const [index, { exponents, logSlopes }] of spectra.entries()) {
    const { weights, gain } = drawNetwork(experiment, index);
    const logDet = logDeterminant(
      weights.map((weight) => gain * weight),
      64,
    );
    expect(exponents.some(Number.isNaN)).toBe(false);
    expect(exponents.at(-1)).toBeLessThan(-9);
    expect(Math.abs(sumResidual(exponents, logSlopes ?? NaN, logDet))).toBeLessThan(1e-3);
  }
});

it.each(activations)('slopes in the tails have the oracle’s logarithms: %s', async (activation) => {
  const changes = { activation, hiddenSize: 12, networks: 3, steps: 20, warmUp: 5 } as const;
  const scaled = experimentWith({ ...changes, gain: 0.3, inputScale: 5, biasScale: 5, negativeSlope: 0.2 });
  const own = (await spectraOf(scaled, 1, 1)).map(({ logSlopes }) => logSlopes ?? NaN);
  const exact = new ReferenceEngine();
  const expected: number[] = [];
  for await (const { logSlopes = [] } of exact.spectrum(scaled, { signal, exponents: 1, every: 1 }))
    expected.push(...logSlopes);
  own.forEach((logs, index) => {
    const other = entry(expected, index);
    if (logs === other) return;
    expect(Math.abs(logs - other)).toBeLessThan(3e-5 * Math.max(1, Math.abs(other)));
  });
});

/** What a quantity tends to with many units, from three sizes, each twice the one before: a parabola in 1/N; and its standard error. */
function extrapolated(samples: readonly (readonly number[])[]): {
  readonly value: number;
  readonly error: number;
} {
  const weights = [1 / 3, -2, 8 / 3];
  let [value, variance] = [0, 0];
  samples.forEach((sample, place) => {
    const n = sample.length;
    const mean = sample.reduce((sum, one) => sum + one, 0) / n;
    const squares = sample.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    value += entry(weights, place) * mean;
    variance += entry(weights, place) ** 2 * (squares / (n * (n - 1)));
  });
  return { value, error: Math.sqrt(variance) };
}

const table = readFileSync(new URL('../fixtures/lyapunov_tanh.csv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\d/.test(line))
  .map((line) => line.split(',').map(Number));

describe('with ever more units', () => {
  // Below gain 2 many networks of these sizes settle into fixed points and cycles.
  it.each(table.filter(([gain = 0]) => [2, 3, 5, 10].includes(gain)))(
    'the first exponent at gain %d is the published one, %d',
    async (gain, published) => {
      const samples: number[][] = [];
      for (const [hiddenSize, networks] of [
        [64, 128],
        [128, 64],
        [256, 32],
      ] as const) {
        const experiment = experimentWith({ hiddenSize, networks, steps: 300, warmUp: 100, gain });
        const spectra = await spectraOf(experiment, 1, 8);
        samples.push(spectra.map(({ exponents }) => entry(exponents, 0)));
      }
      const { value, error } = extrapolated(samples);
      expect(error).toBeLessThan(0.012);
      expect(Math.abs(value - published)).toBeLessThan(4 * error);
    },
  );

  it('leaky networks have Clark’s first exponent, entropy, dimension, and share of positive ones', async () => {
    const leak = 0.5;
    const quantities = [[], [], [], []] as number[][][];
    for (const [hiddenSize, networks] of [
      [64, 96],
      [128, 32],
      [256, 12],
    ] as const) {
      const changes = {
        cell: 'leaky',
        leak,
        gain: 3,
        hiddenSize,
        networks,
        steps: 800,
        warmUp: 200,
      } as const;
      // As many as the dimension needs.
      const spectra = await spectraOf(experimentWith(changes), hiddenSize / 4, 4);
      const rates = spectra.map(({ exponents }) => exponents.map((exponent) => exponent / leak));
      [
        (own: Float64Array) => entry(own, 0),
        (own: Float64Array) => positiveExponents(own) / hiddenSize,
        (own: Float64Array) => entropyRate(own, hiddenSize) / hiddenSize,
        (own: Float64Array) => kaplanYorkeDimension(own, hiddenSize) / hiddenSize,
      ].forEach((quantity, place) => {
        quantities[place]?.push(rates.map(quantity));
      });
    }
    const published = [0.214528, 0.043945, 0.0045923, 0.0897318];
    const most = [0.05, 0.02, 0.003, 0.03];
    quantities.forEach((samples, place) => {
      const { value, error } = extrapolated(samples);
      expect(error).toBeLessThan(entry(most, place));
      expect(Math.abs(value - entry(published, place))).toBeLessThan(4 * error);
    });
  });
});

describe('their memory', () => {
  it.each(cells)('is enough for every worker there may be, and all exponents of %s', async (cell) => {
    const memory = new Memory(await layoutBytes(await compileKernels('simd')), defaultBudget, true);
    const experiment = experimentWith({ cell, hiddenSize: 256, steps: 10_000 });
    const { layout } = frameTask(experiment, { exponents: mostExponents(experiment), every: 1 });
    expect(memory.forFrames(experiment, layout, 8)).toBe(8);
  });

  it('leaves none to fewer workers, with the same numbers, and says where there is no room', async () => {
    const [small, tiny] = [
      await WasmEngine.open({ workers: 3, budget: 3 * 2 ** 20 }),
      await WasmEngine.open({ workers: 3, budget: 2 ** 19 }),
    ];
    const experiment = experimentWith({ cell: 'gru', hiddenSize: 64, networks: 5, steps: 40, warmUp: 10 });
    // Matrices that are kept make way.
    await measureAll(small, experiment);
    expect(await spectraOf(experiment, 64, 2, small)).toEqual(await spectraOf(experiment, 64, 2));
    expect(small.held()).toBeLessThanOrEqual(3 * 2 ** 20);
    await measureAll(small, experiment);
    expect(small.held()).toBeLessThanOrEqual(3 * 2 ** 20);
    await expect(spectraOf(experiment, 64, 2, tiny)).rejects.toThrow(/^The wasm engine needs \d\.\d MiB/);
    small.dispose();
    tiny.dispose();
  });
});
