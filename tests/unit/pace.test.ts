/** How many networks a chunk has: as many as fit its time, and more where they run side by side. */
import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/engines/plan.ts';

const perNetwork = 1e9;

/** Chunks' sizes until all networks are done, on a device whose chunk of so many networks takes so many seconds. */
function chunksOf(networks: number, secondsOf: (count: number) => number): number[] {
  const pace = new Pace(1e9);
  const sizes: number[] = [];
  for (let left = networks; left > 0; left -= sizes.at(-1) ?? 0) {
    const count = pace.nextChunk(sizes.length === 0 ? 'first' : 'later', perNetwork, left);
    sizes.push(count);
    pace.finished(count, count * perNetwork, secondsOf(count));
  }
  return sizes;
}

describe('networks that each take longer than a chunk should', () => {
  it('go twice as many at a time while that costs nothing', () => {
    expect(chunksOf(255, () => 2)).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  });

  it('go one at a time where the device has no room beside one', () => {
    const sizes = chunksOf(40, (count) => 2 * count);
    expect(Math.max(...sizes)).toBe(2);
    expect(sizes.slice(2)).toEqual(sizes.slice(2).map(() => 1));
  });

  it('go as many at a time as the device has places', () => {
    const sizes = chunksOf(400, (count) => 2 * Math.ceil(count / 16));
    expect(sizes.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(new Set(sizes.slice(6, -1))).toEqual(new Set([16]));
  });
});

it('what waits for launches does not shrink for that', () => {
  // A tenth of a second of launches, whatever the networks, which are soon measured again.
  const pace = new Pace(1e9);
  const run = (networks: number) => {
    const sizes: number[] = [];
    for (let left = networks; left > 0; left -= sizes.at(-1) ?? 0) {
      const count = pace.nextChunk(sizes.length === 0 ? 'first' : 'later', perNetwork, left);
      sizes.push(count);
      pace.finished(count, count * perNetwork, 0.12 + count / 2000);
    }
    return sizes;
  };
  expect(run(400).length).toBeLessThan(14);
  expect(run(400).length).toBeLessThan(14);
});

it('short networks fill the time of a chunk, and no more', () => {
  const sizes = chunksOf(5000, (count) => count / 1000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
});
