/**
 * Experiments worth looking at, each with one sentence on what to look for. Numbers in the sentences were
 * measured in float64, independently of the engines, at the preset's own sizes.
 */
import type { QuantityName } from './axes.ts';
import type { Experiment } from './experiment.ts';
import { FieldError } from './field_error.ts';
import { defaultExperiment, fields } from './fields.ts';

export interface Preset {
  /** For links and tests. */
  readonly name: string;
  readonly title: string;
  /** One sentence on what to look for. */
  readonly watch: string;
  /** What differs from the default experiment. */
  readonly experiment: Partial<Experiment>;
  /** The axes that show it best, where they are not the usual ones. */
  readonly x?: QuantityName;
  readonly y?: QuantityName;
}

/** Where everyone starts, and can come back to. */
export const start: Preset = {
  name: 'start',
  title: 'tanh, gain 0.1 to 2',
  watch:
    'Each point is one random network. Up to ρ = 1 its gradient falls along ρ^T; from there to 1.5 saturation holds it nearly ' +
    'flat, and beyond that it grows, by about 4 decades at ρ = 2.',
  experiment: {},
};

export const presets: readonly Preset[] = [
  {
    name: 'knife-edge',
    title: 'The knife edge',
    watch:
      'Left of ρ = 1 the gradient falls along the line ρ^T and loses 18 decades at ρ = 0.9; ' +
      'right of it saturation shrinks φ′ and holds the gradient far below that line.',
    experiment: { gain: [0.5, 1.5], steps: 400 },
  },
  {
    name: 'sigmoid',
    title: 'Sigmoid vanishes at usual scales',
    watch:
      'The median gradient shrinks all the way, by about 13 decades even at gain 5: ' +
      'φ′ is at most ¼, and mean field puts the edge at g ≈ 10.15; near gain 10 every fifth network grows.',
    experiment: { activation: 'sigmoid', gain: [0.1, 10] },
    y: 'rate',
  },
  {
    name: 'relu-edge',
    title: 'ReLU’s edge at √2',
    watch:
      'The median growth rate crosses zero near g = √2 (ρ ≈ 1.5), not at 1, ' +
      'because half of the units are masked at each step.',
    experiment: { activation: 'relu', gain: [0.5, 2.5] },
    y: 'rate',
  },
  {
    name: 'noise',
    title: 'Added input suppresses chaos',
    watch:
      'The growth rate crosses zero only at ρ ≈ 2: an input of scale 1, added to z, drives the units into saturation, ' +
      'where φ′ is small; without input it leaves zero at ρ ≈ 1.5; in gated cells input can bring chaos about instead.',
    experiment: { gain: [0.1, 3], inputScale: 1 },
    y: 'rate',
  },
  {
    name: 'orthogonal',
    title: 'The orthogonal start',
    watch:
      'Every eigenvalue has modulus g, so the cloud shrinks to a line: ' +
      'at g = 1 the networks all lose about 0.15 decades in 100 steps.',
    experiment: { ensemble: 'orthogonal', gain: [0.7, 1.3] },
  },
  {
    name: 'bound',
    title: 'The bound that misleads',
    watch:
      'The bound (‖W‖₂·max φ′)^T runs about 27 decades above the gradients that it bounds, ' +
      'nearly a factor of 2 a step: it permits explosion and does not cause it.',
    experiment: { activation: 'identity' },
  },
  {
    name: 'phase-map',
    title: 'A map of the phases',
    watch:
      'The line of zero growth bends from g ≈ 1.4 without input to g ≈ 2.5 at input scale 2: ' +
      'input that is added to z suppresses chaos.',
    experiment: { gain: [0.1, 3], inputScale: [0, 2] },
    y: 'rate',
  },
  {
    name: 'input-chaos',
    title: 'Input brings chaos to a GRU',
    watch:
      'With a strong bias the line of zero growth bends to the left, from g ≈ 5 without input to 4 at input scale 3: at g = 4.5 ' +
      'the median gradient just fails to grow without input, and at input scale 2 nearly every one grows; in an RNN with the same bias ' +
      'input only takes chaos away (Krishnamurthy, Can & Schwab 2022).',
    experiment: {
      ...{ cell: 'gru', biasScale: 2, gain: [3, 7], inputScale: [0, 3] },
      ...{ steps: 200, warmUp: 200 },
    },
    y: 'rate',
  },
  {
    name: 'gru-edge',
    title: 'GRU’s edge at 2',
    watch:
      'At rest a GRU keeps half of its state and adds a quarter of g·W: ' +
      'its gradient vanishes below g = 2 and explodes above, along the line of theory.',
    experiment: { cell: 'gru', gain: [0.1, 4], initialScale: 0, warmUp: 0 },
    x: 'gain',
  },
  {
    name: 'lstm-highway',
    title: 'The LSTM highway',
    watch:
      'With forget bias 3 the cell keeps 95 % of itself at each step, and its edge at rest moves from g = 2 ' +
      'to 0.19: at g = 1 the median gradient gains 7 decades, where bias 0 loses 14.',
    experiment: { cell: 'lstm', forgetBias: 3, initialScale: 0, warmUp: 0 },
    x: 'gain',
  },
  {
    name: 'residual-path',
    title: 'The residual path',
    watch:
      'Each step adds a tenth of φ(z) to the state, so that every factor stays near 1: in 100 steps the median ' +
      'gradient grows by less than half a decade at any gain, while ρ^T at rest reaches 10⁸.',
    experiment: { cell: 'residual' },
    x: 'rest',
  },
  {
    name: 'long',
    title: 'Ten thousand steps',
    watch:
      'About half of the networks lose hundreds to thousands of decades and a fifth gain hundreds, ' +
      'where plain float32 prints 0 or infinity.',
    experiment: { steps: 10_000, networks: 256 },
  },
  {
    name: 'dead',
    title: 'Dead by masking',
    watch:
      'In about one of five of these four-unit ReLU networks every unit is masked, ' +
      'and the gradient is exactly zero at any gain.',
    experiment: { activation: 'relu', hiddenSize: 4, gain: [0.5, 2.5] },
  },
];

/** All that a person may choose among, or a link may name. */
export const offeredPresets = [start, ...presets];

/** Whether an experiment is a preset, whatever its seed and number of networks. */
export function isPreset(preset: Preset, experiment: Experiment): boolean {
  const wanted: Experiment = { ...defaultExperiment, ...preset.experiment };
  return fields.every(
    ({ key }) =>
      key === 'seed' || key === 'networks' || JSON.stringify(wanted[key]) === JSON.stringify(experiment[key]),
  );
}

/** @throws {FieldError} where none has this name */
export function presetNamed<Named extends Preset>(
  key: string,
  presets: readonly Named[],
  text: string,
): Named {
  const preset = presets.find(({ name }) => name === text);
  if (!preset) throw new FieldError(key, `one of ${presets.map(({ name }) => name).join(', ')}`, text);
  return preset;
}
