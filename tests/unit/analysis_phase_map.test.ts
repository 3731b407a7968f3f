import { describe, expect, it } from 'vitest';
import { Collection } from '../../src/analysis/collection.ts';
import { type PhaseMap, phaseMap } from '../../src/analysis/phase_map.ts';
import { type NetworkSettings, networkSettings } from '../../src/experiment/network_settings.ts';
import { experimentWith, measurementOf } from './analysis_measured.ts';

const experiment = experimentWith({ networks: 4096, steps: 1, gain: [1, 3], inputScale: [0, 2] });

/** A map of the first `count` networks, whose growth rate is a function of their settings. */
function mapOf(rate: (settings: NetworkSettings) => number, count: number, of = experiment): PhaseMap {
  const collection = new Collection(of);
  const gradient = (index: number, t: number) => (t === 1 ? 0 : rate(networkSettings(of, index)) / Math.LN10);
  collection.append(measurementOf(of, { gradient }, 0, count));
  return phaseMap(collection, 'inputScale');
}

describe('a phase map', () => {
  it.each([
    [20, 6],
    [100, 6],
    [300, 12],
    [1024, 24],
    [4096, 24],
  ])('of %d networks has %d cells a side', (networks, side) => {
    const map = mapOf(() => 1, networks);
    expect([map.columns, map.rows]).toEqual([side, side]);
    expect(map.growthRate).toHaveLength(side * side);
    expect(map.growthRate.includes(Number.NaN)).toBe(networks === 20);
  });

  it('holds the median growth rate of each cell, gains along a row', () => {
    const map = mapOf(({ gain, inputScale }) => 10 * gain + inputScale, 4096);
    for (let row = 0; row < 24; row++) {
      for (let column = 0; column < 24; column++) {
        const center = 10 * (1 + (column + 0.5) / 12) + (row + 0.5) / 12;
        expect(Math.abs((map.growthRate[row * 24 + column] ?? 99) - center)).toBeLessThan(10 / 24 + 1 / 24);
      }
    }
    expect(map.gain).toEqual([1, 3]);
    expect(map.scale).toEqual([0, 2]);
  });

  it('draws the line of zero growth from the first cells’ centres to the last’s, in the units of the axes', () => {
    const { zeroGrowth } = mapOf(({ gain, inputScale }) => gain - 1.5 - inputScale / 2, 4096);
    expect(zeroGrowth).toHaveLength(1);
    const line = zeroGrowth[0] ?? [];
    for (const [gain, scale] of line) expect(Math.abs(gain - 1.5 - scale / 2)).toBeLessThan(0.05);
    const scales = line.map(([, scale]) => scale);
    expect(Math.min(...scales)).toBeCloseTo(0.5 / 12, 12);
    expect(Math.max(...scales)).toBeCloseTo(2 - 0.5 / 12, 12);
  });

  it('has the line exactly where rates along a row cross zero', () => {
    // The median gain of column k is not quite its centre, the rates below are: ±(k − 11.5).
    const { zeroGrowth } = mapOf(({ gain }) => Math.floor((gain - 1) * 12) - 11.5, 4096);
    for (const [gain] of zeroGrowth[0] ?? []) expect(gain).toBeCloseTo(2, 12);
  });

  it('closes the line around an island', () => {
    const { zeroGrowth } = mapOf(
      ({ gain, inputScale }) => 0.25 - (gain - 2) ** 2 - (inputScale - 1) ** 2,
      4096,
    );
    expect(zeroGrowth).toHaveLength(1);
    const line = zeroGrowth[0] ?? [];
    expect(line.at(-1)).toEqual(line[0]);
    for (const [gain, scale] of line) expect(Math.hypot(gain - 2, scale - 1)).toBeCloseTo(0.5, 1);
  });

  it('has no line where all grow or all shrink, nor in its corners', () => {
    expect(mapOf(() => 1, 4096).zeroGrowth).toEqual([]);
    expect(mapOf(() => -1, 4096).zeroGrowth).toEqual([]);
    expect(mapOf(() => -Infinity, 4096).zeroGrowth).toEqual([]);
    const corner = mapOf(({ gain, inputScale }) => gain + inputScale - 4.5, 4096).zeroGrowth;
    expect(corner).toHaveLength(1);
    expect(corner[0]?.every(([gain, scale]) => Math.abs(gain + scale - 4.5) < 0.07)).toBe(true);
  });

  it('draws the line between the dead and the living', () => {
    const map = mapOf(({ gain }) => (gain < 2 ? -Infinity : 1), 4096);
    expect(map.growthRate[0]).toBe(-Infinity);
    const gains = map.zeroGrowth.flat().map(([gain]) => gain);
    expect(gains.length).toBeGreaterThan(24);
    for (const gain of gains) expect(gain).toBeCloseTo(2, 12);
  });

  it('draws no line while cells are empty', () => {
    const map = mapOf(({ gain }) => gain - 2, 20);
    expect(map.growthRate.includes(Number.NaN)).toBe(true);
    expect(map.zeroGrowth).toEqual([]);
  });

  it('of one gain is one column', () => {
    const map = mapOf(
      ({ inputScale }) => inputScale - 1,
      100,
      experimentWith({ networks: 100, steps: 1, gain: 1.5, inputScale: [0, 2] }),
    );
    expect([map.columns, map.rows]).toEqual([1, 24]);
    for (const [gain, scale] of map.zeroGrowth.flat()) {
      expect(gain).toBe(1.5);
      expect(scale).toBeCloseTo(1, 1);
    }
  });
});
