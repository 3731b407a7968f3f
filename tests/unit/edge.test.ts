import { describe, expect, it } from 'vitest';
import { crossings, mapEdge } from '../../src/analysis/edge.ts';
import type { PhaseMap } from '../../src/analysis/phase_map.ts';

describe('crossings of a level', () => {
  it('are found upwards and downwards', () => {
    expect(crossings([0, 1, 2, 3], [-1, 1, 1, -3], 0)).toEqual([0.5, 2.25]);
    expect(crossings([0, 1], [2, 4], 3)).toEqual([0.5]);
  });

  it('lie between the dead and the living, and never are NaN', () => {
    expect(crossings([0, 1], [-Infinity, 1], 0)).toEqual([0.5]);
    expect(crossings([0, 1, 2], [-1, Number.NaN, 1], 0)).toEqual([]);
    expect(crossings([], [], 0)).toEqual([]);
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
