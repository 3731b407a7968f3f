import { expect, it } from 'vitest';
import { workWords } from '../../src/ui/work_words.ts';

it('says the passes’ rate alone, so that a run that draws and one that does not compare', () => {
  const drawn = workWords(8.2e9, { passes: 0.2, drawing: 0.9 });
  const kept = workWords(8.2e9, { passes: 0.2, drawing: 0.003 });
  expect(drawn).toEqual(['passes 41.0 GFLOP/s', 'drawing + spectra 900 ms']);
  expect(kept).toEqual(['passes 41.0 GFLOP/s', 'matrices kept']);
});

it('says nothing of no time', () => {
  expect(workWords(0, { passes: 0, drawing: 0 })).toEqual([]);
});
