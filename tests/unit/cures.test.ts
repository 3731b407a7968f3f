/** Cures that cure: what a finding says to write, written, and measured again. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/analysis/diagnosis/diagnosis.ts';
import type { ActivationName, CellName } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { modelAnalysis } from '../../src/laboratory/model.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import type { Layer } from '../../src/networks/model/model.ts';
import { layersOf } from '../../src/networks/model/model.ts';
import { normals } from '../../src/networks/normal.ts';
import { findingsIn, modelOf } from './planted_models.ts';
import { resultOf } from './result_of.ts';

const size = 64;
const orthogonal = drawWeights({ ...defaultExperiment, ensemble: 'orthogonal', hiddenSize: size }, 0);
const times = (gain: number) => orthogonal.map((value) => gain * value);

function layerOf(cell: CellName, activation: ActivationName, inputSize: number): Layer {
  const [layer] = layersOf(modelOf({ cell, activation, size, inputSize, levels: 1 }, 3));
  if (!layer) throw new Error('A model has a layer.');
  return layer;
}

/** What vanishes of a layer in a hundred steps of N(0, 1). */
async function vanishingOf(layer: Layer) {
  const inputs = normals(5, 0, 0, 0, 100 * layer.inputSize);
  const request = { model: { levels: [[layer]] }, batch: [{ inputs }], loss: 'last' } as const;
  const { layers } = await resultOf(modelAnalysis(request, { signal: new AbortController().signal }));
  const findings = layers.flatMap((analysis) => diagnose([{ layer, analysis }]));
  return {
    vanishing: findings.find(({ rule }) => rule === 'vanishing'),
    rules: findings.map(({ rule }) => rule),
  };
}

/** The gain that a cure writes. */
const gainIn = (code: string | undefined) =>
  Number(/orthogonal_\([^,)]+(?:, gain=([\d.]+))?\)/.exec(code ?? '')?.[1] ?? 1);

describe('the cure of a vanishing gradient', () => {
  it.each([
    ['rnn', 'tanh', 4],
    ['rnn', 'tanh', 16],
    ['rnn', 'tanh', 64],
    ['leaky', 'tanh', 64],
    ['rnn', 'relu', 16],
  ] as const)(
    'leaves nothing that vanishes or explodes: %s, %s, %d inputs',
    async (cell, activation, inputSize) => {
      const layer = layerOf(cell, activation, inputSize);
      const { vanishing } = await vanishingOf(layer);
      expect(vanishing?.severity).toBe('high');
      const gain = gainIn(vanishing?.cure.code.pytorch);
      expect(vanishing?.cure.sentence).toContain(`of which ρ = ${gain}`);
      const { rules } = await vanishingOf({ ...layer, weightHH: times(gain) });
      expect(rules).not.toContain('vanishing');
      expect(rules).not.toContain('exploding');
    },
  );

  it('of a sigmoid is at its own edge, four times as high, where far less is lost', async () => {
    const layer = layerOf('rnn', 'sigmoid', 16);
    const { vanishing } = await vanishingOf(layer);
    const gain = gainIn(vanishing?.cure.code.pytorch);
    expect(gain).toBeGreaterThan(3.9);
    const { vanishing: left } = await vanishingOf({ ...layer, weightHH: times(gain) });
    expect(left?.harm ?? 0).toBeLessThan(0.4 * (vanishing?.harm ?? 0));
  });

  it('at gain 1, and driven, is a larger one: gain 1 again would change nothing', async () => {
    const layer = { ...layerOf('rnn', 'tanh', 64), weightHH: times(1) };
    const { vanishing } = await vanishingOf(layer);
    expect(vanishing?.severity).toBe('high');
    expect(gainIn(vanishing?.cure.code.pytorch)).toBeGreaterThan(1.2);
    expect(gainIn(vanishing?.cure.code.pytorch)).toBeLessThan(1.8);
  });

  it('is another cell, and says what remains, where no gain makes up for what drives the units', async () => {
    const driven = layerOf('rnn', 'tanh', 64);
    const loud = { ...driven, weightIH: driven.weightIH.map((value) => 20 * value) };
    const { vanishing } = await vanishingOf(loud);
    expect(gainIn(vanishing?.cure.code.pytorch)).toBe(1.8);
    expect(vanishing?.cure.sentence).toMatch(/still take \d+ decades over 100 steps: scale down/);
    const { vanishing: again } = await vanishingOf({ ...loud, weightHH: times(1.8) });
    expect(again?.cure.sentence).toMatch(/^W_hh is as good as orthogonal already, at ρ = 1\.80?/);
    expect(again?.cure.code.pytorch).toBe('rnn = torch.nn.LSTM(64, 64)');
  });
});

describe('the cure of a clip', () => {
  it('is one that people clip at, however large what explodes is, and no code where that is said already', async () => {
    const model = modelOf({ cell: 'rnn', activation: 'identity', size, inputSize: 4, levels: 1 }, 3);
    const [layer] = layersOf(model);
    if (!layer) throw new Error('A model has a layer.');
    const loud = { levels: [[{ ...layer, weightHH: times(1.4) }]] };
    const clipping = async (clip: number) =>
      (await findingsIn(loud, { steps: 60, said: { clip } })).find(({ rule }) => rule === 'clipping');
    const found = await clipping(1);
    expect(found?.evidence).toMatchObject({ log10ParameterNorm: expect.closeTo(10, -1) });
    expect(found?.cure.code.pytorch).toBe(
      'torch.nn.utils.clip_grad_norm_(model.parameters(), 10)  # before optimizer.step()',
    );
    const said = await clipping(10);
    expect(said?.cure.code).toEqual({});
    expect(said?.cure.sentence).toMatch(/^Leave the clip as it is, and mend what makes the norm so large/);
  });
});
