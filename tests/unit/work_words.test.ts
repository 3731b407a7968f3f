import { expect, it } from 'vitest';
import type { Machine } from '../../src/analysis/roofline.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { workWords } from '../../src/ui/work_words.ts';

const none = { networks: 0, seconds: 0 };
const of = {
  experiment: { ...defaultExperiment, warmUp: 0 },
  wants: [],
  done: 4096,
  passOperations: 8.2e9,
} as const;
const machine: Machine = {
  // Both passes of 4096 networks of 64 units and 100 steps are 6.7·10⁹ operations.
  peaks: { operationsPerSecond: 67.108864e9, bytesPerSecond: 1e15, launchSeconds: 1 },
  ...{ bytesPerNumber: 4, trajectoriesCrossMemory: true, facts: [] },
};

it('says the passes’ rate alone, so that a run that draws and one that does not compare', () => {
  const work = { ...of, beyondRange: none };
  const drawn = workWords({ ...work, seconds: { passes: 0.2, drawing: 0.9 } });
  const kept = workWords({ ...work, seconds: { passes: 0.2, drawing: 0.003 } });
  expect(drawn).toEqual(['passes 41.0 GFLOP/s', 'drawing + spectra 900 ms']);
  expect(kept).toEqual(['passes 41.0 GFLOP/s', 'matrices kept']);
});

it('says what float64 took beside them', () => {
  const seconds = { passes: 0.2, drawing: 0.9 };
  expect(workWords({ ...of, seconds, beyondRange: { networks: 811, seconds: 2.6 } })).toEqual([
    'passes 41.0 GFLOP/s',
    'drawing + spectra 900 ms',
    '811 in float64 2.60 s',
  ]);
});

it('says nothing of no time', () => {
  expect(workWords({ ...of, seconds: { passes: 0, drawing: 0 }, beyondRange: none })).toEqual([]);
});

it('says how near that comes to what the machine can do at most, and to what of it', () => {
  const work = { ...of, seconds: { passes: 0.2, drawing: 0 }, beyondRange: none };
  expect(workWords(work, machine)[0]).toBe('passes 41.0 GFLOP/s, 50 % of peak');
  const slow = { ...machine, peaks: { ...machine.peaks, bytesPerSecond: 2.389e9 } };
  // W twice, and 100 vectors of 64 pre-activations written and read: 344 064 000 bytes.
  expect(workWords(work, slow)[0]).toBe('passes 41.0 GFLOP/s, 72 % of bandwidth');
  // Asked while something else ran, it said too little.
  const busy = {
    ...machine,
    peaks: { ...machine.peaks, operationsPerSecond: machine.peaks.operationsPerSecond / 4 },
  };
  expect(workWords(work, busy)[0]).toBe('passes 41.0 GFLOP/s, above the peak measured');
});
