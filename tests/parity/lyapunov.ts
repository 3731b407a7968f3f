/** Lyapunov spectra, for every engine: against float64 along the engine's own trajectory, and what holds whatever the trajectory. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type LyapunovSpectrum,
  positiveExponents,
  spectrumAt,
  sumResidual,
} from '../../src/analysis/lyapunov.ts';
import { stepsOf } from '../../src/analysis/own_trajectory.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { cells, type Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { masks } from '../../src/networks/activation.ts';
import { frameGrowthAlong, framePlan, type SpectrumMeasurement } from '../../src/networks/lyapunov.ts';
import { mostExponents } from '../../src/networks/most_exponents.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { logDeterminant } from '../../src/networks/spectra/log_determinant.ts';
import { entry } from '../../src/networks/vector.ts';
import { experimentWith } from './experiments.ts';
import type { Lender } from './lend.ts';

const { signal } = new AbortController();

/** All chunks of spectra. */
async function spectraOf(
  engine: Engine,
  experiment: Experiment,
  exponents: number,
  every: number,
): Promise<SpectrumMeasurement[]> {
  const chunks: SpectrumMeasurement[] = [];
  for await (const chunk of engine.spectrum(experiment, { signal, exponents, every })) chunks.push(chunk);
  return chunks;
}

/** The sums of logarithms of each network, in order. */
function numbers(chunks: readonly SpectrumMeasurement[]): number[] {
  return chunks.flatMap(({ logs }) => [...logs]);
}

/** Spectra of networks one after another. */
function readSpectra(
  chunks: readonly SpectrumMeasurement[],
  experiment: Experiment,
  every: number,
  engine: Engine,
) {
  const precision = engine.describe().precision === 'float64' ? 2 ** -52 : 2 ** -23;
  const plan = framePlan(experiment, every);
  const options = { plan, precision, masks: masks(experiment) };
  return chunks.flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, place) => spectrumAt(chunk, place, options)),
  );
}

/** The exponents of network 0 in float64, along the engine's own trajectory. */
async function alongOwn(engine: Engine, experiment: Experiment, exponents: number, every: number) {
  const carried = { ...experiment, networks: 1, steps: experiment.warmUp + experiment.steps };
  const trace = await engine.trace({ experiment: carried, index: 0 }, { signal });
  const network = { ...drawNetwork(experiment, 0), weights: trace.weights };
  const plan = framePlan(experiment, every);
  const growth = await frameGrowthAlong(network, stepsOf(trace), { seed: experiment.seed, exponents, plan });
  return spectrumAt({ count: 1, ...growth }, 0, { plan, precision: 2 ** -52, masks: masks(experiment) });
}

/** And its standard error. */
function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (n * (n - 1))) };
}

const oracle = new ReferenceEngine();

/** Every cell, some activations and ensembles, and sizes that are no multiples of a kernel's block. */
const experiments: readonly (Partial<Experiment> & { readonly k?: number; readonly every?: number })[] = [
  ...cells.map((cell) => ({ cell, inputScale: 0.3, biasScale: 0.2, gain: 1.4 })),
  { cell: 'lstm', hiddenSize: 12, inputScale: 0.5, k: 5, every: 4 },
  { activation: 'sigmoid', gain: 8, hiddenSize: 20 },
  { activation: 'identity', ensemble: 'orthogonal', gain: 1.7, hiddenSize: 4, k: 3, every: 8 },
  { activation: 'softplus', ensemble: 'symmetric', hiddenSize: 12, k: 6 },
  {
    activation: 'leaky-relu',
    negativeSlope: 0.2,
    ensemble: 'sparse',
    density: 0.5,
    hiddenSize: 12,
    k: 4,
    every: 3,
  },
  { activation: 'gelu', ensemble: 'low-rank', hiddenSize: 12, k: 1, every: 8 },
  { activation: 'relu', ensemble: 'orthogonal', cell: 'leaky', hiddenSize: 4, k: 1 },
  { activation: 'relu', cell: 'lstm', hiddenSize: 6, gain: 1 },
  { gain: 3, hiddenSize: 64, k: 16, every: 2, steps: 30 },
];

export function lyapunovSuite(name: EngineName, lend: Lender): void {
  describe(`Lyapunov spectra of the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    it.each(experiments)(
      'are those of float64 on its own trajectory: %o',
      async ({ k, every = 1, ...changes }) => {
        const experiment = experimentWith({
          hiddenSize: 8,
          networks: 1,
          steps: 60,
          warmUp: 20,
          gain: 1.2,
          ...changes,
        });
        const exponents = k ?? mostExponents(experiment);
        const [own] = readSpectra(
          await spectraOf(engine, experiment, exponents, every),
          experiment,
          every,
          engine,
        );
        const along = await alongOwn(engine, experiment, exponents, every);
        expect(own?.exponents).toHaveLength(exponents);
        let read = 0;
        along.exponents.forEach((exact, j) => {
          const exponent = own?.exponents[j] ?? NaN;
          if (Number.isNaN(exponent)) return;
          read += 1;
          expect(Math.abs(exponent - exact)).toBeLessThan(j < exponents / 4 ? 1e-3 : 1e-2);
        });
        expect(read).toBeGreaterThanOrEqual(Math.min(exponents, Math.ceil(exponents / 2)));
      },
    );

    it('are within 1e-3 in their top quarter, and within 1e-2 in all, of 64 units in chaos', async () => {
      const experiment = experimentWith({ hiddenSize: 64, networks: 1, steps: 100, warmUp: 50, gain: 3 });
      const [own] = readSpectra(await spectraOf(engine, experiment, 64, 1), experiment, 1, engine);
      const along = await alongOwn(engine, experiment, 64, 1);
      // The smallest are told apart from what rounding leaves of them.
      const read = own?.exponents.filter((exponent) => !Number.isNaN(exponent)) ?? [];
      expect(read.length).toBeGreaterThanOrEqual(60);
      read.forEach((exponent, j) => {
        expect(Math.abs(exponent - entry(along.exponents, j))).toBeLessThan(j < 16 ? 1e-3 : 1e-2);
      });
    });

    it.each<Partial<Experiment>>([
      { gain: 0.7 },
      { gain: 0.8, inputScale: 0.3, biasScale: 0.5, cell: 'gru' },
      { gain: 4, inputScale: 0.5, activation: 'sigmoid' },
    ])('are an independent float64 run’s where networks contract: %o', async (changes) => {
      const experiment = experimentWith({ hiddenSize: 12, networks: 4, steps: 80, warmUp: 20, ...changes });
      const [own, exact] = [
        readSpectra(await spectraOf(engine, experiment, 12, 1), experiment, 1, engine),
        readSpectra(await spectraOf(oracle, experiment, 12, 1), experiment, 1, oracle),
      ];
      own.forEach(({ exponents }, index) => {
        const expected = exact[index]?.exponents ?? [];
        expect(expected[0]).toBeLessThan(-0.05);
        exponents.forEach((exponent, j) => {
          if (Number.isNaN(exponent)) return;
          expect(Math.abs(exponent - entry(expected, j))).toBeLessThan(j < 3 ? 1e-3 : 1e-2);
        });
      });
    });

    it('have the oracle’s means in chaos, of the first, of a middle one, and of how many are positive', async () => {
      const changes = { hiddenSize: 16, steps: 100, warmUp: 50, gain: 3 };
      const some = experimentWith({ ...changes, networks: 16 });
      const others = experimentWith({ ...changes, networks: 96 });
      const exact = readSpectra(await spectraOf(oracle, some, 6, 1), some, 1, oracle);
      const own = readSpectra(await spectraOf(engine, others, 6, 1), others, 1, engine);
      for (const quantity of [
        ({ exponents }: LyapunovSpectrum) => entry(exponents, 0),
        ({ exponents }: LyapunovSpectrum) => entry(exponents, 5),
        ({ exponents }: LyapunovSpectrum) => positiveExponents(exponents),
      ]) {
        const [a, b] = [meanOf(exact.map(quantity)), meanOf(own.map(quantity))];
        expect(Math.abs(a.mean - b.mean)).toBeLessThanOrEqual(4 * Math.hypot(a.error, b.error));
      }
    });

    it('are those of float64 where most units are saturated, as far as they can be read', async () => {
      const experiment = experimentWith({ hiddenSize: 16, networks: 1, steps: 80, warmUp: 20, gain: 10 });
      const [own] = readSpectra(await spectraOf(engine, experiment, 16, 1), experiment, 1, engine);
      const exact = await alongOwn(engine, experiment, 16, 1);
      own?.exponents.forEach((exponent, j) => {
        const expected = entry(exact.exponents, j);
        if (Number.isNaN(exponent) || Number.isNaN(expected)) return;
        expect(Math.abs(exponent - expected)).toBeLessThan(j < 4 ? 1e-3 : 2e-2);
      });
      expect(own?.exponents.findIndex(Number.isNaN)).not.toBe(0);
    });

    it.each([
      { gain: 1.5, hiddenSize: 12 },
      { gain: 1.5, hiddenSize: 12, inputScale: 1, biasScale: 0.3 },
      { gain: 10, hiddenSize: 4 },
    ])('add up to the determinants: %o', async (changes) => {
      const experiment = experimentWith({ networks: 3, steps: 100, warmUp: 20, ...changes });
      const size = experiment.hiddenSize;
      const chunks = await spectraOf(engine, experiment, size, 1);
      const slopes = chunks.flatMap(({ logSlopes }) => [...(logSlopes ?? [])]);
      readSpectra(chunks, experiment, 1, engine).forEach(({ exponents }, index) => {
        const { weights, gain } = drawNetwork(experiment, index);
        const logDet = logDeterminant(
          weights.map((weight) => gain * weight),
          size,
        );
        // What cannot be read is no part of a sum.
        if (exponents.some(Number.isNaN)) return;
        expect(Math.abs(sumResidual(exponents, entry(slopes, index), logDet))).toBeLessThan(1e-3);
      });
    });

    it('are the same however many others are measured, and however often a network is', async () => {
      const changes = { hiddenSize: 8, steps: 40, warmUp: 10, gain: 1.3, inputScale: 0.2 };
      const few = numbers(await spectraOf(engine, experimentWith({ ...changes, networks: 3 }), 5, 2));
      const many = numbers(await spectraOf(engine, experimentWith({ ...changes, networks: 20 }), 5, 2));
      expect(many.slice(0, few.length)).toEqual(few);
      const range = { from: 7, to: 11 };
      const experiment = experimentWith({ ...changes, networks: 20 });
      const shard: SpectrumMeasurement[] = [];
      const options = { signal, exponents: 5, every: 2, range };
      for await (const chunk of engine.spectrum(experiment, options)) shard.push(chunk);
      expect(shard[0]?.first).toBe(7);
      const each = many.length / 20;
      expect(numbers(shard)).toEqual(many.slice(7 * each, 11 * each));
    });

    it('end where ReLU masks units, and say so', async () => {
      const experiment = experimentWith({
        activation: 'relu',
        hiddenSize: 8,
        networks: 2,
        gain: 1,
        steps: 40,
      });
      for (const { exponents } of readSpectra(
        await spectraOf(engine, experiment, 8, 1),
        experiment,
        1,
        engine,
      )) {
        expect(exponents.at(-1)).toBe(-Infinity);
        expect(exponents[0]).toBeGreaterThan(-3);
      }
    });

    it('are those of float64 where a step leaves float32’s range', async () => {
      const experiment = experimentWith({
        hiddenSize: 4,
        networks: 8,
        gain: 10,
        // No field goes so far: one step shrinks a gradient by more decades than float32 has.
        biasScale: 100,
        steps: 30,
        warmUp: 5,
      });
      const [own, exact] = await Promise.all([
        spectraOf(engine, experiment, 2, 1),
        spectraOf(oracle, experiment, 2, 1),
      ]);
      const expected = readSpectra(exact, experiment, 1, oracle);
      expect(Math.min(...expected.map(({ exponents }) => exponents[0] ?? 0))).toBeLessThan(-20);
      for (const [place, { exponents }] of readSpectra(own, experiment, 1, engine).entries()) {
        expect(exponents[0]).toBeCloseTo(expected[place]?.exponents[0] ?? Number.NaN, 3);
      }
    });

    it('stop when they are told to, and are refused where there are fewer', async () => {
      const experiment = experimentWith({ hiddenSize: 32, networks: 2000, steps: 100, warmUp: 0 });
      const stop = new AbortController();
      let chunks = 0;
      const run = async () => {
        for await (const _ of engine.spectrum(experiment, { signal: stop.signal, exponents: 32, every: 1 })) {
          chunks += 1;
          stop.abort(new Error('enough'));
        }
      };
      await expect(run()).rejects.toThrow('enough');
      expect(chunks).toBe(1);
      // Also while their work is only being handed out.
      const early = new AbortController();
      const soon = engine.spectrum(experiment, { signal: early.signal, exponents: 32, every: 1 });
      const first = soon[Symbol.asyncIterator]().next();
      early.abort(new Error('at once'));
      await expect(first).rejects.toThrow('at once');
      await expect(spectraOf(engine, experiment, 33, 1)).rejects.toThrow('1 to 32 exponents');
    });
  });
}
