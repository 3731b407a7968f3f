import { describe, expect, it } from 'vitest';
import { normalQuantile, normals, purpose, word } from '../../src/networks/normal.ts';
import { philox } from '../../src/networks/philox.ts';

describe('Philox4x32-10', () => {
  // Random123's published known-answer vectors.
  it.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ] as const)('gives the published words for counter $counter', ({ counter, key, words }) => {
    expect(philox(counter, key)).toEqual(words);
  });
});

describe('normal numbers', () => {
  it.each([
    // Quantiles of (k + ½)·2⁻²⁴: from R's qnorm to 12 digits.
    [0, -5.4199831749168679],
    [2 ** 23 - 1, -7.4703e-8],
    [2 ** 23, 7.4703e-8],
    [2 ** 24 - 1, 5.4199831749168679],
  ])('of the upper 24 bits %i is the quantile %f', (k, quantile) => {
    const z = normalQuantile((k << 8) >>> 0);
    expect(z / quantile).toBeCloseTo(1, 4);
    expect(Math.abs(z - quantile)).toBeLessThan(1e-6);
  });

  it('have mean 0 and variance 1', () => {
    const sample = normals(7, purpose.weights, 3, 0, 100_000);
    const mean = sample.reduce((sum, z) => sum + z, 0) / sample.length;
    const variance = sample.reduce((sum, z) => sum + (z - mean) ** 2, 0) / sample.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(sample.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / sample.length));
  });

  it('are the same one by one and row by row', () => {
    const row = normals(7, purpose.input, 11, 13, 9);
    const alone = Array.from(row, (_, column) => normalQuantile(word(7, purpose.input, 11, 13, column)));
    expect([...row]).toEqual(alone);
  });

  it('differ between purposes, networks, rows and seeds', () => {
    const words = [
      word(1, purpose.weights, 0, 0, 0),
      word(2, purpose.weights, 0, 0, 0),
      word(1, purpose.input, 0, 0, 0),
      word(1, purpose.weights, 1, 0, 0),
      word(1, purpose.weights, 0, 1, 0),
      word(1, purpose.weights, 0, 0, 1),
    ];
    expect(new Set(words).size).toBe(words.length);
  });
});
