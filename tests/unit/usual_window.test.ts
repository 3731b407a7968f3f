/** Which networks are shown through time unless somebody says otherwise: a tenth of them, around the edge. */
import { describe, expect, it } from 'vitest';
import { columnOf, quantityTable } from '../../src/analysis/quantities.ts';
import { timeBands } from '../../src/analysis/summary.ts';
import { usualWindow } from '../../src/analysis/usual_window.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { collectionOf, experimentWith } from './analysis_measured.ts';

const axes = { x: 'gain', y: 'state-norm' } as const;

/** Networks whose gradient at 0 is so many decades of their gain's distance from a place; the norm at T is 1. */
function sweep(middle: number, change: Parameters<typeof experimentWith>[0] = {}) {
  const experiment = experimentWith({ networks: 800, steps: 10, gain: [0.5, 2.5], ...change });
  const gradient = (index: number, t: number) => {
    const { gain } = networkSettings(experiment, index);
    return t === 10 ? 0 : 8 * (gain - middle);
  };
  return collectionOf(experiment, { gradient });
}

describe('the usual window', () => {
  it('holds a tenth of the networks around where the median crosses zero growth, whatever is upwards', () => {
    const collection = sweep(1.4);
    const [low = 0, high = 0] = usualWindow(collection, axes) ?? [];
    expect((low + high) / 2).toBeCloseTo(1.4, 1);
    expect(high - low).toBeCloseTo(0.2, 1);
    const { range, networks } = timeBands(collection, axes, 'usual');
    expect(range).toEqual([low, high]);
    expect(networks).toBeGreaterThanOrEqual(80);
    expect(networks).toBeLessThan(100);
  });

  it('lies where growth is nearest to zero if it never crosses, within what is measured', () => {
    const collection = sweep(9);
    const [low = 0, high = 0] = usualWindow(collection, axes) ?? [];
    expect(low).toBeGreaterThan(2.2);
    expect(high).toBeGreaterThanOrEqual(Math.max(...columnOf(quantityTable.gain, collection)));
    expect(high).toBeLessThan(2.52);
  });

  it('is of two dozen networks at least, and none while there are too few for a median', () => {
    expect(timeBands(sweep(1.4, { networks: 60 }), axes, 'usual').networks).toBeGreaterThanOrEqual(24);
    expect(usualWindow(sweep(1.4, { networks: 3 }), axes)).toBeUndefined();
  });

  it('is all networks where the axis does not run along the one range of the experiment', () => {
    const all = [
      timeBands(sweep(1.4, { gain: 1 }), axes, 'usual'),
      timeBands(sweep(1.4, { inputScale: [0, 1] }), axes, 'usual'),
      timeBands(sweep(1.4), { x: 'rate', y: 'decades' }, 'usual'),
      timeBands(sweep(1.4), { x: 'bias-scale', y: 'decades' }, 'usual'),
      timeBands(sweep(1.4), axes, 'all'),
    ];
    for (const { range, networks } of all)
      expect({ range, networks }).toEqual({ range: undefined, networks: 800 });
    expect(usualWindow(sweep(1.4), { x: 'radius', y: 'decades' })).toBeDefined();
  });
});
