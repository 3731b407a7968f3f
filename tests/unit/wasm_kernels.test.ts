/** The kernels' own pieces: random numbers against the oracle's, both builds against each other, and a broken one. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Kernels, PeakKernels } from '../../src/engines/wasm/kernels.ts';
import { normalQuantile } from '../../src/networks/normal.ts';
import { philox } from '../../src/networks/philox.ts';
import { entry } from '../../src/networks/vector.ts';

const folder = new URL('../../src/engines/wasm/kernels/', import.meta.url);

/** The parts of the kernels that only tests call. */
interface RandomKernels {
  readonly memory: WebAssembly.Memory;
  drawWords(network: number, row: number, quad: number, purpose: number, seed: number): number;
  quantiles(place: number): void;
}

async function randomKernels(): Promise<RandomKernels> {
  const { instance } = await WebAssembly.instantiate(await readFile(new URL('simd.wasm', folder)));
  return instance.exports as unknown as RandomKernels;
}

it('draws the oracle’s integers, bit for bit, and its normal numbers within 2e-6', async () => {
  const kernels = await randomKernels();
  for (let i = 0; i < 2000; i++) {
    const row = Math.imul(2654435769, i) >>> 0;
    const place = kernels.drawWords(i, row, 4 * i, i % 5, 0xdeadbeef);
    const words = new Uint32Array(kernels.memory.buffer, place, 16).slice();
    for (let lane = 0; lane < 4; lane++) kernels.quantiles(place + 16 * lane);
    const numbers = new Float32Array(kernels.memory.buffer, place, 16);
    for (let quad = 0; quad < 4; quad++) {
      philox([i, row, 4 * i + quad, i % 5], [0xdeadbeef, 0]).forEach((word, lane) => {
        expect(words[4 * lane + quad]).toBe(word);
        expect(Math.abs(entry(numbers, 4 * lane + quad) - normalQuantile(word))).toBeLessThan(2e-6);
      });
    }
  }
});

it('is within 2e-6 of the quantile far into both tails', async () => {
  const kernels = await randomKernels();
  const place = kernels.drawWords(0, 0, 0, 0, 0);
  let worst = 0;
  for (let k = 0; k < 2 ** 24; k += 4 * 61) {
    const words = Array.from({ length: 4 }, (_, lane) => Math.min(k + 61 * lane, 2 ** 24 - 1) * 256);
    new Uint32Array(kernels.memory.buffer, place, 4).set(words);
    kernels.quantiles(place);
    const numbers = new Float32Array(kernels.memory.buffer, place, 4);
    words.forEach((word, lane) => {
      worst = Math.max(worst, Math.abs(entry(numbers, lane) - normalQuantile(word)));
    });
  }
  expect(worst).toBeLessThan(2e-6);
});

it('does the multiply-adds that the machine’s peak counts, in every register', async () => {
  const { instance } = await WebAssembly.instantiate(await readFile(new URL('simd.wasm', folder)));
  const { chains, multiplyAdds } = instance.exports as unknown as PeakKernels;
  const rounds = 500;
  // x ← 0.999·x + 0.001 tends to 1 from 1, 2, 3, …
  const left = 0.999 ** rounds;
  const expected = Array.from({ length: chains.value }, (_, k) => 4 * (1 + k * left));
  expect(multiplyAdds(rounds)).toBeCloseTo(
    expected.reduce((sum, value) => sum + value, 0),
    2,
  );
});

it('takes decades of norms as Math.log2 does, to the last bits, and finds what is not finite', async () => {
  const { instance } = await WebAssembly.instantiate(await readFile(new URL('simd.wasm', folder)));
  const kernels = instance.exports as unknown as Kernels;
  const times = 500;
  kernels.abreast.value = 4;
  kernels.times.value = times;
  kernels.layOut();
  kernels.occupy();
  const norms = kernels.stateNorms.value;
  const numbers = new Float32Array(kernels.memory.buffer, norms, 8 * times);
  const exponents = new Int32Array(kernels.memory.buffer, norms, 8 * times);
  const sums = [0, 1, 2, 0.5, 3e38, 1e-45, 1.5e-39, 0.99999994, 1.0000001, Math.SQRT1_2, Math.SQRT2];
  const sumAt = (t: number, lane: number) =>
    Math.fround(sums[4 * t + lane] ?? Math.exp(0.3 * (((37 * t + 11 * lane) % 541) - 270)));
  const exponentAt = (t: number, lane: number) => (t - 250) * (lane + 1) ** 5;
  for (let t = 0; t < times; t++) {
    for (let lane = 0; lane < 4; lane++) {
      numbers[8 * t + lane] = sumAt(t, lane);
      exponents[8 * t + 4 + lane] = exponentAt(t, lane);
    }
  }
  expect(kernels.takeDecades(norms, times)).toBe(0);
  const decades = new Float64Array(kernels.memory.buffer, kernels.decades.value, 4 * times);
  for (let t = 0; t < times; t++) {
    for (let lane = 0; lane < 4; lane++) {
      const expected = (0.5 * Math.log2(sumAt(t, lane)) + exponentAt(t, lane)) * Math.log10(2);
      const found = entry(decades, times * lane + t);
      if (found !== expected) {
        expect(Math.abs(found - expected)).toBeLessThan(4e-16 * Math.max(50, Math.abs(expected)));
      }
    }
  }
  numbers[8 * 77 + 2] = Number.NaN;
  numbers[8 * 78 + 1] = Number.POSITIVE_INFINITY;
  expect(kernels.takeDecades(norms, 77)).toBe(0);
  expect(kernels.takeDecades(norms, times)).toBe(0b0110);
});
