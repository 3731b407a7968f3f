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
    watch:
      'On the same inputs an orthogonal start changes nothing at equal gain, because saturation shrinks φ′ (10⁻⁶ after 51 steps ' +
      'instead of 52); ReLU from the identity keeps the median whole but stands on the edge (37 % vanish, 26 % explode); ' +
      'the LSTM loses half as much a step, and its curve is nearly flat in ρ.',
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
    watch:
      'The forget bias sets the share σ(b_f) of c that a step keeps at rest: at 0 the median gradient is below 10⁻⁶ after 40 ' +
      'steps, at 1 it loses 0.06 nats a step, at 3 it loses 0.01 and no network vanishes.',
    experiment: { cell: 'lstm', gain: [0.5, 1.5] },
    configurations: [{ changes: {} }, { changes: { forgetBias: 1 } }, { changes: { forgetBias: 3 } }],
  },
  {
    name: 'gru-edge',
    title: 'GRU’s edge',
    watch:
      'From rest the edge of a tied GRU is at gain 2: below it all networks vanish, at it 60 % are alive after 400 steps, ' +
      'at 2.5 nearly all explode.',
    experiment: { cell: 'gru', gain: 2, initialScale: 0, steps: 400, warmUp: 0 },
    x: 'gain',
    configurations: [{ changes: { gain: 1.5 } }, { changes: {} }, { changes: { gain: 2.5 } }],
  },
  {
    name: 'clipped',
    title: 'Clipped or not',
    watch:
      'At gain 3 the parameter gradient is about 10¹³ long, and clipping it to 1 takes the whole curve down by one factor: the ' +
      'update is bounded, and late steps stay as far behind early ones; at gain 0.7 clipping moves the curve too, and the ' +
      '14 decades lost on the way from T to 0 stay lost.',
    experiment: { gain: 3 },
    configurations: [{ changes: {} }, { changes: {}, clip: 1 }, { changes: { gain: 0.7 }, clip: 1 }],
  },
];
