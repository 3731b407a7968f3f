/** The pure parts of the bench: the fit of a cost, and the README's tables. */
import { expect, it } from 'vitest';
import { exponentOf } from '../../bench/fit.mjs';
import { filled } from '../../bench/readme.mjs';
import type { BenchRecord, LearningRace } from '../../bench/results.ts';
import { sizesOf } from '../../bench/sizes.mjs';

it('finds the exponent of a power, and says between which sizes', () => {
  const fit = exponentOf([4, 8, 32, 64].map((size) => [size, 3 * size ** 2.5] as const));
  expect(fit?.exponent).toBeCloseTo(2.5, 12);
  expect(fit).toMatchObject({ from: 4, to: 64 });
});

it('leaves out costs that are not positive, and says nothing from one size', () => {
  expect(
    exponentOf([
      [2, -1],
      [4, 4],
      [8, 8],
    ]),
  ).toMatchObject({ exponent: expect.closeTo(1, 12), from: 4 });
  expect(
    exponentOf([
      [4, 4],
      [8, 0],
    ]),
  ).toBeUndefined();
});

it('takes three sizes at least of whatever it varies, on every engine', () => {
  for (const engine of ['wasm', 'webgpu', 'reference'] as const) {
    for (const axis of ['hiddenSize', 'steps', 'networks'] as const) {
      expect(sizesOf(engine, axis).length, `${engine}, ${axis}`).toBeGreaterThanOrEqual(3);
    }
  }
});

const fit = { exponent: 1.987, from: 64, to: 256 };
const record: BenchRecord = {
  ...{ version: '1', date: '2026-01-02T03:04:05Z', processor: { model: 'A', cores: 2 }, versions: {} },
  ...{
    load: { before: { busy: 0, average: 0 }, during: 0 },
    adapter: null,
    kernels: null,
    learning: null,
    races: [],
    targets: [],
  },
  scaling: [
    { engine: 'wasm', device: '', axis: 'hiddenSize', points: [], exponents: { draw: fit, radius: null } },
  ],
};

it('says how fast networks learn, of how many updates, and whose losses are wrong', () => {
  const range = { median: 20, least: 19.5, most: 21 };
  const side = {
    name: 'Ours',
    peer: 'Vanishing Point',
    plain: false,
    updates: 200,
    millisecondsAnUpdate: range,
  };
  const ours = { ...side, gigaflops: { ...range, median: 30 }, ofOurs: 1, error: 0, right: true };
  const learning: LearningRace = {
    work: {
      ...{ name: 'cpu-rnn-learning', cell: 'rnn', task: 'recall', networks: 1024, hiddenSize: 32, steps: 30 },
      ...{ batch: 8, updates: 200, rate: 0.01, operations: 1e9 },
    },
    ...{ load: 0.5, ownSeconds: 4.04, ownPasses: 40 },
    sides: [
      ours,
      { ...ours, name: 'Theirs', peer: 'PyTorch', plain: true, updates: 60, ofOurs: 0.05, right: false },
    ],
  };
  const text = filled('<!-- bench: learning -->\n<!-- /bench -->', { ...record, learning });
  expect(text).toContain('| RNN learning to recall, N = 32, T = 30, 1024 networks, 8 sequences an update |');
  expect(text).toContain('| Ours | 20.0 | 19.5–21.0 | 30.00 |  |');
  expect(text).toContain(
    '| Theirs, as one would write it first (60 updates) (its losses are wrong) | 20.0 | 19.5–21.0 | 30.00 | 20.00 |',
  );
  expect(text).toContain('200 updates: 4.0 s (load 0.50); 75 % of the rate of forward and backward alone');
});

it('fills the tables that a record knows, and no others', () => {
  const text =
    'a\n<!-- bench: scaling -->\nold\n<!-- /bench -->\n<!-- bench: races -->\nkept\n<!-- /bench -->\nz';
  const once = filled(text, record);
  expect(once).toContain('| wasm, against hiddenSize | 1.99 (64–256) | – |');
  expect(once).not.toContain('old');
  expect(once).toContain('<!-- bench: races -->\nkept\n<!-- /bench -->\nz');
  expect(filled(once, record)).toBe(once);
  expect(() => filled(text.replace('scaling', 'nothing'), record)).toThrow('nothing');
});
