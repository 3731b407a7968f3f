import { describe, expect, it } from 'vitest';
import { crossings, edgeInterval, mapEdge, resampling } from '../../src/analysis/edge.ts';
import type { PhaseMap } from '../../src/analysis/phase_map.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { edge } from '../../src/laboratory/edge.ts';
import { Shelf } from '../../src/laboratory/shelf.ts';
import { SweepRecord } from '../../src/laboratory/sweep_record.ts';
import { log10FinalNorm } from '../../src/networks/final_norm.ts';
import { normals } from '../../src/networks/normal.ts';

describe('crossings of a level', () => {
  it('are found upwards and downwards', () => {
    expect(crossings([0, 1, 2, 3], [-1, 1, 1, -3], 0)).toEqual([
      { at: 0.5, direction: 'upwards' },
      { at: 2.25, direction: 'downwards' },
    ]);
    expect(crossings([0, 1], [2, 4], 3)).toEqual([{ at: 0.5, direction: 'upwards' }]);
  });

  it('lie between the dead and the living, and never are NaN', () => {
    expect(crossings([0, 1], [-Infinity, 1], 0)).toEqual([{ at: 0.5, direction: 'upwards' }]);
    expect(crossings([0, 1, 2], [-1, Number.NaN, 1], 0)).toEqual([]);
    expect(crossings([], [], 0)).toEqual([]);
  });
});

describe('how sure an edge is', () => {
  const at = (...places: number[]) => places.map((place) => ({ at: place, direction: 'upwards' }) as const);

  it('lies between the first crossings and the last, of those resamplings that have any', () => {
    const many = Array.from({ length: 81 }, (_, i) => at(i, 200 + i));
    expect(edgeInterval(many)).toEqual({ low: 2, high: 278, without: 0 });
    expect(edgeInterval([at(1), at(), at(1), at()])).toEqual({ low: 1, high: 1, without: 0.5 });
    expect(edgeInterval([at(), at()])).toBeUndefined();
  });

  it('draws networks again from among themselves: about 37 % not at all, and the same for the same seed', () => {
    const picks = resampling(5000, 3, 7);
    expect(Math.max(...picks)).toBeLessThan(5000);
    expect(1 - new Set(picks).size / 5000).toBeCloseTo(1 / Math.E, 1);
    expect(resampling(5000, 3, 7)).toEqual(picks);
    expect(resampling(5000, 4, 7)).not.toEqual(picks);
    expect(resampling(5000, 3, 8)).not.toEqual(picks);
    expect(resampling(5, 0, 1)).toHaveLength(5);
  });

  /** A sweep as its record has it: log10 of the gradient rises with the gain through `middle`, give or take one. */
  function record(networks: number, seed: number, middle = 1): SweepRecord {
    const experiment = { ...defaultExperiment, networks, seed, gain: [0.1, 1.9], steps: 1 } as const;
    const sweep = new SweepRecord(experiment, { axes, window: 'all', asked: [] });
    const noise = normals(seed, 0, 0, 0, networks);
    const end = log10FinalNorm(experiment);
    sweep.collection.append({
      ...{ first: 0, count: networks, operations: 0, seconds: { drawing: 0, passes: 0 } },
      spectralRadius: new Float64Array(networks).fill(1),
      spectralNorm: new Float64Array(networks).fill(1),
      deathStep: new Int32Array(networks).fill(-1),
      log10GradientNorm: Float64Array.from({ length: 2 * networks }, (_, i) => {
        const network = Math.floor(i / 2);
        const { gain } = networkSettings(experiment, network);
        return end + (i % 2 === 1 ? 0 : 2 * (gain - middle) + 0.5 * (noise[network] ?? 0));
      }),
      log10StateNorm: new Float64Array(2 * networks),
    });
    return sweep;
  }

  const axes = { x: 'gain', y: 'decades' } as const;

  async function intervalOf(sweep: SweepRecord | undefined) {
    const shelf = new Shelf();
    if (sweep) shelf.sweeps.set(5, sweep);
    return (await edge({ run: 5, axes }, { shelf, signal: new AbortController().signal }))?.interval;
  }

  it('a known edge lies in nearly all of its intervals, which shrink where there are many networks', async () => {
    const widths: number[] = [];
    let held = 0;
    for (const seed of [1, 2, 3, 4]) {
      const interval = await intervalOf(record(400, seed));
      if (!interval) throw new Error('There is an edge.');
      widths.push(interval.high - interval.low);
      held += Number(interval.low <= 1 && 1 <= interval.high);
      expect(interval.without).toBe(0);
    }
    expect(held).toBeGreaterThanOrEqual(3);
    const larger = await intervalOf(record(2 ** 14, 1));
    const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length;
    expect((larger?.high ?? 9) - (larger?.low ?? 0)).toBeLessThan(mean);
  });

  it('there is none where nothing crosses, the sweep is forgotten, or its axes do not speak of growth', async () => {
    expect(await intervalOf(record(200, 1, 9))).toBeUndefined();
    expect(await intervalOf(undefined)).toBeUndefined();
    const shelf = new Shelf();
    shelf.sweeps.set(5, record(200, 1));
    const { signal } = new AbortController();
    expect(await edge({ run: 5, axes: { x: 'gain', y: 'state-norm' } }, { shelf, signal })).toBeUndefined();
  });
});

describe('the edge of a phase map', () => {
  const map = (growthRate: number[], zeroGrowth: PhaseMap['zeroGrowth']): PhaseMap => ({
    columns: 2,
    rows: 2,
    gain: [0, 2],
    scale: [0, 2],
    growthRate: Float64Array.from(growthRate),
    zeroGrowth,
  });
  const line: PhaseMap['zeroGrowth'][number] = [
    [1, 0],
    [1, 2],
  ];

  it('has sides only where one open line has them', () => {
    expect(mapEdge(map([-1, 1, -1, 1], [line]))).toBe('left to right');
    expect(mapEdge(map([1, -1, 1, -1], [line]))).toBe('elsewhere');
    expect(mapEdge(map([-1, -1, 1, 1], [line]))).toBe('elsewhere');
    expect(mapEdge(map([-1, 1, -1, 1], [line, line]))).toBe('elsewhere');
  });

  it('is not known while a cell is empty, and may not be there', () => {
    expect(mapEdge(map([-1, 1, Number.NaN, 1], []))).toBe('unknown');
    expect(mapEdge(map([-1, -1, -1, -1], []))).toBe('none');
  });
});
