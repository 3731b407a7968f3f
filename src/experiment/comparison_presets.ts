/**
 * Comparisons worth looking at, each with one sentence on what to look for. Numbers in the sentences were measured
 * with 512 networks of seed 1.
 */
import type { Configuration } from './comparison.ts';
import type { Preset } from './presets.ts';

export interface ComparisonPreset extends Preset {
  /** What stands side by side, as what differs from the preset's experiment. */
  readonly configurations: readonly Configuration[];
}

export const comparisonPresets: readonly [ComparisonPreset, ...ComparisonPreset[]] = [
  {
    name: 'three-ways-out',
    title: 'Three ways out',
    watch: 'TODO.',
    experiment: { gain: [0.7, 1.3], inputScale: 0.5 },
    configurations: [
      { changes: {} },
      { changes: { ensemble: 'orthogonal' } },
      { changes: { activation: 'relu', ensemble: 'irnn' } },
      { changes: { cell: 'lstm', forgetBias: 1 } },
    ],
  },
  {
    name: 'lstm-highway',
    title: 'The LSTM highway',
    watch: 'TODO.',
    experiment: { cell: 'lstm', gain: [0.5, 1.5] },
    configurations: [{ changes: {} }, { changes: { forgetBias: 1 } }, { changes: { forgetBias: 3 } }],
  },
  {
    name: 'gru-edge',
    title: 'GRU’s edge',
    watch: 'TODO.',
    experiment: { cell: 'gru', gain: 2, initialScale: 0, steps: 400, warmUp: 0 },
    x: 'gain',
    configurations: [{ changes: { gain: 1.5 } }, { changes: {} }, { changes: { gain: 2.5 } }],
  },
  {
    name: 'clipped',
    title: 'Clipped or not',
    watch: 'TODO.',
    experiment: { activation: 'relu', gain: 2 },
    configurations: [
      { changes: {} },
      { changes: {}, clip: 1 },
      { changes: { gain: 1 } },
      { changes: { gain: 1 }, clip: 1 },
    ],
  },
];
