import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, clippingDecades } from '../../src/analysis/clipping.ts';
import { medianRate, stepsUntilVanished } from '../../src/analysis/comparison_outcome.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { loadComparisons, readAddress, type View, writeAddress } from '../../src/experiment/address.ts';
import {
  type Configuration,
  comparedFields,
  configurationNames,
  experimentOf,
  formatComparison,
  mostConfigurations,
  parseComparison,
  reconfigured,
  withoutIdle,
} from '../../src/experiment/comparison.ts';
import { comparisonPresets } from '../../src/experiment/comparison_presets.ts';
import { formatField, parseField } from '../../src/experiment/field_text.ts';
import { defaultExperiment, fields } from '../../src/experiment/fields.ts';
import { clipping } from '../../src/laboratory/clipping.ts';
import { entry } from '../../src/networks/vector.ts';
import { benchOf } from '../parity/bench.ts';
import { resultOf } from './result_of.ts';

await loadComparisons();

const plainView: View = { engine: 'auto', x: 'radius', y: 'decades' };

const changes = fc.record(
  {
    cell: fc.constantFrom('rnn', 'lstm', 'gru', 'leaky', 'residual'),
    leak: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    residualScale: fc.constantFrom(0, 0.3, 2),
    forgetBias: fc.double({ min: -10, max: 10, noNaN: true }).map((value) => value + 0),
    activation: fc.constantFrom('tanh', 'leaky-relu', 'gelu'),
    negativeSlope: fc.constantFrom(0, 5e-324, 1),
    ensemble: fc.constantFrom('ginibre', 'low-rank', 'irnn'),
    density: fc.constantFrom(0.01, 1),
    outlier: fc.constantFrom(0, 10),
    gain: fc.constantFrom(1, [0.01, 10] as const, [0.3, 0.30000000000000004] as const),
  },
  { requiredKeys: [] },
);
const configurations = fc.array(
  fc
    .tuple(changes, fc.option(fc.double({ min: 1e-12, max: 1e12, noNaN: true })))
    .map(([own, clip]): Configuration => ({ changes: own, ...(clip !== null && { clip }) })),
  { minLength: 1, maxLength: mostConfigurations },
);

describe('configurations in an address', () => {
  it('are readable', () => {
    const compare: Configuration[] = [
      { changes: {} },
      { changes: { cell: 'lstm', forgetBias: -1 } },
      { changes: { gain: [0.5, 1.5] }, clip: 2 },
    ];
    const address = writeAddress(defaultExperiment, { ...plainView, compare });
    expect(address).toMatch(/&compare=base~cell=lstm,forget-bias=-1~gain=0\.5:1\.5,clip=2$/);
    expect(readAddress(encodeURI(address)).view.compare).toEqual(compare);
    expect(readAddress(address.replaceAll('~', '%7E').replaceAll(',', '%2C')).view.compare).toEqual(compare);
  });

  it('are clipped within the limits that the explorer has', () => {
    for (const [text, c] of [
      ['1e-12', 1e-12],
      ['1e12', 1e12],
      ['0.001', 0.001],
    ] as const) {
      const { view, notices } = readAddress(`?clip=${text}&compare=clip=${text}`);
      expect([view.clip, view.compare, notices]).toEqual([c, [{ changes: {}, clip: c }], []]);
    }
    for (const text of ['1e-13', '1e13', '-1', 'c']) {
      const { view, notices } = readAddress(`?clip=${text}&compare=clip=${text}`);
      expect([view.clip, view.compare, notices.length]).toEqual([undefined, undefined, 2]);
    }
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(configurations, (compare) => {
        const { view, notices } = readAddress(writeAddress(defaultExperiment, { ...plainView, compare }));
        expect(view.compare).toEqual(compare.map((one) => withoutIdle(defaultExperiment, one)));
        expect(view.compare?.map((one) => experimentOf(defaultExperiment, one))).toEqual(
          compare.map((one) => experimentOf(defaultExperiment, one)),
        );
        expect(notices).toEqual([]);
      }),
    );
  });

  it('that are not understood are left out, each with a notice', () => {
    const bad = [
      ['', 'a difference must be base alone'],
      ['cell', 'a difference must be'],
      ['seed=2', 'a difference must be'],
      ['__proto__=1', 'a difference must be'],
      ['cell=transformer', 'cell must be one of rnn, lstm'],
      ['gain=2:1', 'gain must be a range'],
      ['clip=0', 'clip must be a number from 1e-12 to 1'],
      ['gain=1,gain=2', 'gain must be given once'],
      ['base,gain=1', 'a difference must be'],
    ] as const;
    for (const [text, why] of bad) {
      const { configurations, notices } = parseComparison(`base~${text}`);
      expect(configurations, text).toEqual([{ changes: {} }]);
      expect(notices, text).toHaveLength(1);
      expect(notices[0]).toMatch(/^Configuration 2 of compare is left out: .*\.$/);
      expect(notices[0]).toContain(why);
    }
    expect(readAddress('?compare=nonsense').view).toEqual(plainView);
    expect(readAddress('?compare=nonsense').notices).toHaveLength(1);
    expect(readAddress('?compare=base&compare=base').notices).toHaveLength(1);
  });

  it('are four at most', () => {
    const { configurations, notices } = parseComparison('base~'.repeat(9999));
    expect(configurations).toHaveLength(mostConfigurations);
    expect(notices).toEqual(['compare holds 4 configurations at most; the others are left out.']);
  });

  it('never throw and are always valid, whatever the text', () => {
    const pieces = fc.constantFrom(
      '~',
      ',',
      '=',
      'base',
      'cell=lstm',
      'gain=0.1:2',
      'clip=1',
      'clip',
      '-1',
      '%',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { configurations } = parseComparison(text);
        for (const configuration of configurations) {
          const experiment = experimentOf(defaultExperiment, configuration);
          for (const field of fields) {
            const value = experiment[field.key];
            expect(parseField(field, formatField(field, value))).toEqual(value);
          }
        }
        expect(parseComparison(formatComparison(configurations)).configurations).toEqual(
          configurations.length > 0 ? configurations : [],
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('a configuration', () => {
  it('keeps only what differs from the base', () => {
    const one = reconfigured(defaultExperiment, { changes: {}, clip: 3 }, { gain: 2, cell: 'gru' });
    expect(one).toEqual({ changes: { cell: 'gru', gain: 2 }, clip: 3 });
    expect(reconfigured(defaultExperiment, one, { gain: [0.1, 2] })).toEqual({
      changes: { cell: 'gru' },
      clip: 3,
    });
  });

  it('is called after what any of them changes and applies to it', () => {
    const names = configurationNames(defaultExperiment, [
      { changes: {} },
      { changes: { ensemble: 'orthogonal' }, clip: 2 },
      { changes: { activation: 'relu', gain: [0.5, 1.5] } },
      { changes: { cell: 'lstm', forgetBias: 1 } },
      { changes: { cell: 'lstm', activation: 'relu' } },
    ]);
    expect(names).toEqual([
      'RNN, tanh, Ginibre, gain 0.1–2',
      'RNN, tanh, orthogonal, gain 0.1–2, clipped at 2',
      'RNN, ReLU, Ginibre, gain 0.5–1.5',
      'LSTM, forget bias 1, Ginibre, gain 0.1–2',
      'LSTM, forget bias 0, ReLU, Ginibre, gain 0.1–2',
    ]);
  });

  it.each(comparisonPresets)('$name: every preset is valid, and its names tell them apart', (preset) => {
    const base = { ...defaultExperiment, ...preset.experiment };
    const text = formatComparison(preset.configurations);
    expect(parseComparison(text)).toEqual({ configurations: preset.configurations, notices: [] });
    const names = configurationNames(base, preset.configurations);
    expect(new Set(names).size).toBe(names.length);
    for (const configuration of preset.configurations) {
      expect(reconfigured(base, configuration, {})).toEqual(configuration);
      const experiment = experimentOf(base, configuration);
      for (const field of comparedFields) {
        if (field.key in configuration.changes) expect(field.appliesTo?.(experiment) ?? true).toBe(true);
      }
    }
    expect(preset.watch).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the numbers of a comparison', () => {
  it('count the steps back from T until the median is below 1e-6 of its start', () => {
    const times = [0, 1, 2, 3, 4];
    expect(stepsUntilVanished(times, [-9, -7, -5.1, -3, 1])).toBe(2);
    expect(stepsUntilVanished(times, [-5, -5, -5, -5, 1])).toBeUndefined();
    expect(stepsUntilVanished(times, [null, -2, -1, 0, 1])).toBe(4);
    // A gradient that vanishes and comes back had vanished.
    expect(stepsUntilVanished(times, [0, 0, -6, 0, 1])).toBe(2);
    expect(stepsUntilVanished([0, 20, 40], [-20, -5, 0])).toBe(40);
    expect(stepsUntilVanished([], [])).toBeUndefined();
  });

  it('put dead networks below every rate', () => {
    expect(medianRate([-Infinity, -Infinity, 1])).toBe(-Infinity);
    expect(medianRate([-Infinity, -1, 3, 4])).toBe(1);
  });
});

describe('clipping a sample', () => {
  const experiment = { ...defaultExperiment, hiddenSize: 12, networks: 40, steps: 30, warmUp: 5, gain: 2 };

  it('moves every curve by its own factor and leaves its slope', async () => {
    const sample = await resultOf(clipping({ experiment, size: 9 }, benchOf(new ReferenceEngine())));
    expect(sample.gradients).toHaveLength(9);
    expect(sample.times.at(-1)).toBe(30);
    const norms = sample.log10ParameterNorms;
    expect(Math.min(...norms)).toBeGreaterThan(0);
    for (const threshold of [1, 1e-3]) {
      for (const [network, norm] of norms.entries()) {
        const curve = sample.gradients[network] ?? [];
        const alone = clip({ ...sample, log10ParameterNorms: [norm], gradients: [curve] }, threshold);
        expect(alone.clipped).toBe(1);
        for (const [i, after] of alone.after.entries()) {
          // Clipped, the parameter gradient has norm c: every term of it has shrunk by the same factor.
          expect((after ?? Number.NaN) - entry(curve, i)).toBeCloseTo(Math.log10(threshold) - norm, 10);
        }
      }
    }
  });

  it('leaves alone what is below the threshold', async () => {
    const sample = await resultOf(clipping({ experiment, size: 5 }, benchOf(new ReferenceEngine())));
    const { before, after, clipped, networks } = clip(
      sample,
      10 ** (Math.max(...sample.log10ParameterNorms) + 1),
    );
    expect([clipped, networks]).toEqual([0, 5]);
    expect(after).toEqual(before);
    expect(clippingDecades(10, 3)).toBe(-2);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const bench = benchOf(new ReferenceEngine(), controller.signal);
    const sampling = resultOf(clipping({ experiment, size: 5 }, bench));
    controller.abort(new Error('enough'));
    await expect(sampling).rejects.toThrow('enough');
  });
});
