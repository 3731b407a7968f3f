/**
 * Cures as code for PyTorch, of layers that keep their weights in many ways. `fixtures/torch_cures.json` holds what
 * `fixtures/check_torch_cures.py` has run in PyTorch: what is said here is that.
 */
import { describe, expect, it } from 'vitest';
import { biasingInCode } from '../../src/analysis/diagnosis/gate_bias.ts';
import { changing, scaling } from '../../src/analysis/diagnosis/layer_in_code.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { Layer } from '../../src/networks/model/model.ts';

const name = 'encoder.weight_hh_l0';

/** Of three units and two inputs; what is not asked of it is empty. */
function layerOf(sources: readonly string[], change: Partial<Layer> = {}): Layer {
  return {
    ...{ name, direction: 'forward', inputSize: 2, hiddenSize: 3, outputSize: 3, sources },
    ...{ weightHH: new Float64Array(), weightIH: new Float64Array() },
    settings: { ...defaultExperiment, cell: 'lstm' },
    ...change,
  };
}

const own = 'weight_hh_l0';
const kept: Readonly<Record<string, readonly string[]>> = {
  plain: [own],
  'weight norm': [`${own}_g`, `${own}_v`],
  'weight norm, parametrised': [`parametrizations.${own}.original0`, `parametrizations.${own}.original1`],
  'spectral norm': [`${own}_orig`, `${own}_u`, `${own}_v`],
  'spectral norm, parametrised': [
    `parametrizations.${own}.original`,
    `parametrizations.${own}.0._u`,
    `parametrizations.${own}.0._v`,
  ],
  pruned: [`${own}_orig`, `${own}_mask`],
  dropped: [`${own}_raw`],
};

const changed = Object.entries(kept).flatMap(([way, parts]) => {
  const layer = layerOf(parts.map((part) => `encoder.${part}`));
  return [
    [
      `blocks of ${way}`,
      changing(layer, [
        'weight_hh',
        (weight) => [`for block in ${weight}.chunk(4):`, '    torch.nn.init.orthogonal_(block)'],
      ]),
    ],
    [
      `rows of ${way}`,
      changing(layer, ['weight_hh', (weight) => [`torch.nn.init.orthogonal_(${weight}[3:6])`]]),
    ],
    [`scale of ${way}`, scaling(layer, ['weight_ih', 'weight_hh'], '0.1')],
  ] as const;
});

const biases = { biasIH: new Float64Array(12), biasHH: new Float64Array(12) };
const gru = { settings: { ...defaultExperiment, cell: 'gru' } } as const;
const biased = (
  [
    ['bias', layerOf([], biases)],
    ['biases of both directions with a projection', layerOf([], { weightHR: new Float64Array() })],
    ['biases of a GRU', layerOf([], gru)],
    ['biases of a cell', layerOf([], { name: 'encoder.weight_hh' })],
  ] as const
).map(([what, layer]) => {
  const { pytorch = '' } = biasingInCode(layer, layer.settings.cell === 'gru' ? 'update' : 'forget', '2.0');
  return [what, pytorch] as const;
});

describe('a cure', () => {
  it.each([...changed, ...biased])('speaks of the module by its path: %s', (_, code) => {
    expect(code).toContain('model.encoder');
    expect(code).not.toMatch(/\brnn\b/);
  });

  it('of a weight that is made of others writes into those', () => {
    for (const [what, code] of changed)
      if (/weight norm$/.test(what)) expect(code).not.toMatch(/^ *[^#\n]*encoder\.weight_hh_l0(?!_[gv])/m);
  });

  it('is what was run in PyTorch', async () => {
    const codes = `${JSON.stringify(Object.fromEntries([...changed, ...biased]), null, 2)}\n`;
    await expect(codes).toMatchFileSnapshot('../fixtures/torch_cures.json');
  });
});
