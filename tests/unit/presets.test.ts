/** What the presets' sentences, the chapter and README say of whole sweeps, measured on the CPU engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clip } from '../../src/analysis/clipping.ts';
import { Collection } from '../../src/analysis/collection.ts';
import { stepsUntilVanished } from '../../src/analysis/comparison_outcome.ts';
import { crossings } from '../../src/analysis/edge.ts';
import { countPhases } from '../../src/analysis/phase.ts';
import { quantile } from '../../src/analysis/quantile.ts';
import { runningLines } from '../../src/analysis/running_lines.ts';
import { summarise } from '../../src/analysis/summary.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { experimentOf } from '../../src/experiment/comparison.ts';
import { comparisonPresets } from '../../src/experiment/comparison_presets.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { presets } from '../../src/experiment/presets.ts';
import { clipping } from '../../src/laboratory/clipping.ts';
import { log10FinalNorm } from '../../src/networks/final_norm.ts';
import { benchOf } from '../parity/bench.ts';
import { measureAll } from '../parity/experiments.ts';
import { resultOf } from './result_of.ts';

let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open();
});
afterAll(() => engine.dispose());

async function measured(change: Partial<Experiment>): Promise<Collection> {
  const collection = new Collection({ ...defaultExperiment, networks: 512, ...change });
  for (const chunk of await measureAll(engine, collection.experiment)) collection.append(chunk);
  return collection;
}

/** The preset of a name, with so many networks instead of 4096. */
function preset(name: string, change: Partial<Experiment> = {}): Promise<Collection> {
  const found = presets.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no preset called ${name}.`);
  return measured({ ...found.experiment, ...change });
}

type Axis = 'spectralRadius' | 'gain';

/** Decades that a share of the networks with `axis` in a range lose at least: the median of log10 of the gradient ratio, unless said. */
function ratio(
  collection: Collection,
  axis: Axis,
  [from, to]: readonly [number, number],
  share = 0.5,
): number {
  const within = collection.log10GradientRatio.filter((_, i) => {
    const x = collection[axis][i] ?? Number.NaN;
    return x >= from && x < to;
  });
  expect(within.length).toBeGreaterThan(10);
  return quantile(within, share);
}

/** Where the running median crosses zero growth. */
function edges(collection: Collection, x: 'radius' | 'gain' = 'radius'): number[] {
  const lines = runningLines(collection, { x, y: 'decades' });
  return crossings(lines.x, lines.p50, log10FinalNorm(collection.experiment)).map(({ at }) => at);
}

const everywhere = [0, 100] as const;

describe('the first chart', () => {
  it('follows ρ^T up to 1, is nearly flat to 1.5, and has gained 4 decades at 2', async () => {
    const collection = await measured({ networks: 2048 });
    for (const radius of [0.5, 0.7, 0.9]) {
      const lost = ratio(collection, 'spectralRadius', [radius - 0.02, radius + 0.02]);
      expect(Math.abs(lost / (100 * Math.log10(radius)) - 1)).toBeLessThan(0.12);
    }
    for (let radius = 1; radius < 1.5; radius += 0.1) {
      const kept = 10 ** ratio(collection, 'spectralRadius', [radius, radius + 0.1]);
      expect(kept).toBeGreaterThan(0.1);
      expect(kept).toBeLessThan(0.5);
    }
    expect(Math.round(ratio(collection, 'spectralRadius', [1.95, 2.05]))).toBe(4);
  });

  it('at the one gain 1.5 a larger ρ keeps less', async () => {
    const collection = await measured({ networks: 2048, gain: 1.5 });
    const medians = [1.42, 1.52, 1.62, 1.72].map((from) =>
      ratio(collection, 'spectralRadius', [from, from + 0.1]),
    );
    expect(medians).toEqual([...medians].sort((a, b) => b - a));
    expect(medians[0]).toBeGreaterThan(1);
    expect(medians[3]).toBeLessThan(0);
  });
});

describe('the presets', () => {
  it('knife edge: 18 decades at ρ = 0.9; beyond 1 far below ρ^T', async () => {
    const collection = await preset('knife-edge');
    expect(Math.abs(ratio(collection, 'spectralRadius', [0.88, 0.92]) + 18)).toBeLessThan(3);
    expect(ratio(collection, 'spectralRadius', [1.4, 1.5])).toBeLessThan(1);
    expect(400 * Math.log10(1.4)).toBeGreaterThan(58);
  });

  it('sigmoid: 13 decades at gain 5, still below zero near 10, where every fifth network grows', async () => {
    const collection = await preset('sigmoid');
    expect(Math.abs(ratio(collection, 'gain', [4.75, 5.25]) + 13)).toBeLessThan(1.5);
    expect(ratio(collection, 'gain', [9, 10])).toBeLessThan(0);
    expect(ratio(collection, 'gain', [9, 10], 0.75)).toBeLessThan(0);
    expect(ratio(collection, 'gain', [9, 10], 0.87)).toBeGreaterThan(0);
  });

  it('ReLU: the edge is near g = √2, ρ ≈ 1.5', async () => {
    const collection = await preset('relu-edge');
    expect(Math.abs((edges(collection, 'gain')[0] ?? 0) - Math.SQRT2)).toBeLessThan(0.06);
    expect(Math.abs((edges(collection)[0] ?? 0) - 1.5)).toBeLessThan(0.08);
  });

  it('added input: the edge moves from ρ ≈ 1.5 to 2; on the map from g ≈ 1.4 to 2.5', async () => {
    expect(edges(await preset('noise'))[0]?.toFixed(0)).toBe('2');
    const quiet = await preset('noise', { inputScale: 0, networks: 1024 });
    expect(ratio(quiet, 'spectralRadius', [1.3, 1.45])).toBeLessThan(0);
    expect(ratio(quiet, 'spectralRadius', [1.55, 1.7])).toBeGreaterThan(0);
    const mapEdge = async (inputScale: number) =>
      edges(await preset('phase-map', { inputScale, networks: 1024 }), 'gain').at(-1) ?? 0;
    expect(Math.abs((await mapEdge(0)) - 1.4)).toBeLessThan(0.1);
    expect(Math.abs((await mapEdge(2)) - 2.5)).toBeLessThan(0.1);
  });

  it('orthogonal: all networks lose about 0.15 decades at g = 1', async () => {
    const collection = await preset('orthogonal', { gain: 1, networks: 128 });
    for (const share of [0.05, 0.5, 0.95])
      expect(Math.abs(ratio(collection, 'gain', everywhere, share) + 0.15)).toBeLessThan(0.06);
  });

  it('bound: about 27 decades above the gradients', async () => {
    const collection = await preset('bound');
    const above = collection.log10GradientRatio.map(
      (decades, i) => 100 * Math.log10(collection.spectralNorm[i] ?? 0) - decades,
    );
    expect(Math.round(quantile(above, 0.5))).toBe(27);
  });

  it('input brings chaos to a GRU with a strong bias, and takes it from an RNN', async () => {
    const rates = async (change: Partial<Experiment>) => {
      const { growthRate } = await preset('input-chaos', { gain: 4.5, networks: 128, ...change });
      const growing = growthRate.filter((rate) => rate > 0).length / growthRate.length;
      return { growing, median: quantile(growthRate, 0.5) };
    };
    const [alone, driven] = [await rates({ inputScale: 0 }), await rates({ inputScale: 2 })];
    expect(alone.median).toBeLessThan(0);
    expect(alone.growing).toBeLessThan(0.5);
    expect(driven.median).toBeGreaterThan(0.02);
    expect(driven.growing).toBeGreaterThan(0.9);
    // On either side of the line, at both of its ends.
    expect((await rates({ gain: 4.7, inputScale: 0.1 })).median).toBeLessThan(0);
    expect((await rates({ gain: 5.6, inputScale: 0.1 })).median).toBeGreaterThan(0);
    expect((await rates({ gain: 3.8, inputScale: 3 })).median).toBeLessThan(0);
    expect((await rates({ gain: 4.2, inputScale: 3 })).median).toBeGreaterThan(0);
    // An RNN with the same bias, on either side of its own edge.
    for (const gain of [2.4, 2.7, 3.5]) {
      const rnn = { cell: 'rnn', gain } as const;
      expect((await rates({ ...rnn, inputScale: 2 })).median).toBeLessThan(
        (await rates({ ...rnn, inputScale: 0 })).median,
      );
    }
  });

  it('GRU: its edge at rest is at g = 2', async () => {
    const collection = await preset('gru-edge', { networks: 256 });
    expect(Math.abs((edges(collection, 'gain')[0] ?? 0) - 2)).toBeLessThan(0.15);
  });

  it('LSTM highway: at g = 1 forget bias 3 gains 7 decades where 0 loses 14', async () => {
    const at = async (forgetBias: number) =>
      ratio(await preset('lstm-highway', { gain: 1, forgetBias, networks: 128 }), 'gain', everywhere);
    expect(Math.round(await at(3))).toBe(7);
    expect(Math.round(await at(0))).toBe(-14);
    const keeps = 1 / (1 + Math.exp(-3));
    expect(keeps.toFixed(2)).toBe('0.95');
    expect((4 * (1 - keeps)).toFixed(2)).toBe('0.19');
  });

  it('residual: grows by less than half a decade at any gain, where ρ^T at rest reaches 10⁸', async () => {
    const collection = await preset('residual-path');
    for (const from of [0.1, 0.5, 1, 1.5]) {
      const gained = ratio(collection, 'gain', [from, from + 0.4]);
      expect(gained).toBeGreaterThan(0);
      expect(gained).toBeLessThan(0.5);
    }
    expect(Math.round(100 * Math.log10(1 + 0.1 * 2.1))).toBe(8);
  });

  it('ten thousand steps: half lose hundreds to thousands of decades, a fifth gain hundreds', async () => {
    const collection = await preset('long', { networks: 64 });
    const share = (holds: (decades: number) => boolean) =>
      collection.log10GradientRatio.filter(holds).length / collection.count;
    expect(Math.abs(share((decades) => decades < -100) - 0.5)).toBeLessThan(0.08);
    expect(Math.abs(share((decades) => decades > 100) - 0.2)).toBeLessThan(0.08);
    expect(Math.min(...collection.log10GradientRatio)).toBeLessThan(-5000);
  });

  it('dead: about one in five, at any gain', async () => {
    const collection = await preset('dead', { networks: 4096 });
    for (const [from, to] of [
      [0.5, 1.5],
      [1.5, 2.5],
    ] as const) {
      const there = collection.deathStep.filter((_, i) => {
        const gain = collection.gain[i] ?? 0;
        return gain >= from && gain < to;
      });
      expect(Math.abs(there.filter((step) => step >= 0).length / there.length - 0.2)).toBeLessThan(0.04);
    }
  });
});

describe('the comparisons', () => {
  /** What each configuration comes to, as the view has it, with fewer networks than its sentence was measured with. */
  async function compared(name: string) {
    const networks = 192;
    const found = comparisonPresets.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`There is no comparison called ${name}.`);
    const base = { ...defaultExperiment, ...found.experiment, networks };
    const all = [];
    for (const configuration of found.configurations) {
      const collection = await measured(experimentOf(base, configuration));
      const { time } = summarise(collection, { x: 'gain', y: 'decades' }, 'all');
      const phases = countPhases(collection);
      const part = (phase: keyof typeof phases) => Math.round((100 * phases[phase]) / networks);
      all.push({
        rate: quantile(collection.growthRate.slice(), 0.5),
        vanishing: part('vanishing'),
        alive: part('alive'),
        exploding: part('exploding'),
        steps: stepsUntilVanished(time.times, time.gradient.p50),
      });
    }
    return all;
  }

  it('three ways out', async () => {
    const [plain, orthogonal, relu, lstm] = await compared('three-ways-out');
    expect(Math.abs((plain?.steps ?? 0) - 52)).toBeLessThan(4);
    expect(Math.abs((orthogonal?.steps ?? 0) - 51)).toBeLessThan(4);
    expect(Math.abs((relu?.vanishing ?? 0) - 37)).toBeLessThan(6);
    expect(Math.abs((relu?.exploding ?? 0) - 26)).toBeLessThan(6);
    expect(Math.abs(relu?.rate ?? 1)).toBeLessThan(0.02);
    expect((lstm?.rate ?? 0) / (plain?.rate ?? 1)).toBeCloseTo(0.5, 1);
  });

  it('the LSTM highway', async () => {
    const [shut, open, wide] = await compared('lstm-highway');
    expect(Math.abs((shut?.steps ?? 0) - 40)).toBeLessThan(4);
    expect(open?.rate.toFixed(2)).toBe('-0.06');
    expect(wide?.rate.toFixed(2)).toBe('-0.01');
    expect(wide?.vanishing).toBe(0);
  });

  it('GRU’s edge', async () => {
    const [below, at, above] = await compared('gru-edge');
    expect(below?.vanishing).toBe(100);
    expect(Math.abs((at?.alive ?? 0) - 60)).toBeLessThan(10);
    expect(above?.exploding).toBeGreaterThan(90);
  });

  it('clipped or not: 10¹³ at gain 3; at 0.7 the 14 decades stay lost', async () => {
    const sample = async (gain: number) =>
      clip(
        await resultOf(clipping({ experiment: { ...defaultExperiment, gain }, size: 8 }, benchOf(engine))),
        1,
      );
    const large = await sample(3);
    expect(large.clipped).toBe(large.networks);
    expect(Math.abs(large.median - 13)).toBeLessThan(1.5);
    const small = await sample(0.7);
    expect(small.clipped).toBe(small.networks);
    const lost = (curve: typeof small.before) => (curve.at(-1) ?? 0) - (curve[0] ?? 0);
    expect(Math.abs(lost(small.before) - 14)).toBeLessThan(1);
    expect(lost(small.after)).toBeCloseTo(lost(small.before), 1);
  });
});
