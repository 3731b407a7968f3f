import { expect, it } from 'vitest';
import { workWords } from '../../src/ui/work_words.ts';

const none = { networks: 0, seconds: 0 };

it('says the passes’ rate alone, so that a run that draws and one that does not compare', () => {
  const work = { passOperations: 8.2e9, beyondRange: none };
  const drawn = workWords({ ...work, seconds: { passes: 0.2, drawing: 0.9 } });
  const kept = workWords({ ...work, seconds: { passes: 0.2, drawing: 0.003 } });
  expect(drawn).toEqual(['passes 41.0 GFLOP/s', 'drawing + spectra 900 ms']);
  expect(kept).toEqual(['passes 41.0 GFLOP/s', 'matrices kept']);
});

it('says what float64 took beside them', () => {
  const seconds = { passes: 0.2, drawing: 0.9 };
  expect(workWords({ passOperations: 8.2e9, seconds, beyondRange: { networks: 811, seconds: 2.6 } })).toEqual(
    ['passes 41.0 GFLOP/s', 'drawing + spectra 900 ms', '811 in float64 2.60 s'],
  );
});

it('says nothing of no time', () => {
  expect(workWords({ passOperations: 0, seconds: { passes: 0, drawing: 0 }, beyondRange: none })).toEqual([]);
});
