import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadComparisons, readAddress, type View, writeAddress } from '../../src/experiment/address.ts';
import { quantityNames } from '../../src/experiment/axes.ts';
import { withoutIdle } from '../../src/experiment/comparison.ts';
import { comparisonPresets } from '../../src/experiment/comparison_presets.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { formatField, parseField } from '../../src/experiment/field_text.ts';
import { defaultExperiment, effective, fields } from '../../src/experiment/fields.ts';
import { learningPresets } from '../../src/experiment/learning_presets.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { offeredPresets, presets, start } from '../../src/experiment/presets.ts';
import { trainabilityPresets } from '../../src/experiment/trainability_presets.ts';
import type { Tuning } from '../../src/experiment/tuning.ts';

await loadComparisons();

const plainView: View = { engine: 'auto', x: 'radius', y: 'decades' };
/** What links of before version 2 show: an even axis, and all networks through time. */
const earlier = { scale: 'even', brush: 'all' } as const;

/** As links were written before they had a version: every field that applies. */
const oldLinks: [search: string, experiment: Experiment, view: View][] = [
  [
    '?cell=rnn&activation=leaky-relu&negative-slope=0.01&ensemble=ginibre&hidden-size=64&networks=4096' +
      '&steps=100&warm-up=100&gain=0.1:2&input-scale=0&bias-scale=0&initial-scale=1&loss=sum&seed=1',
    { ...defaultExperiment, activation: 'leaky-relu' },
    { ...plainView, ...earlier },
  ],
  [
    '?cell=gru&reset=after&activation=tanh&ensemble=ginibre&hidden-size=64&networks=1024&steps=100&warm-up=0&gain=0.1:4' +
      '&input-scale=0&bias-scale=0&initial-scale=0&loss=sum&seed=3&engine=wasm&x=gain&clip=2&network=17',
    {
      ...defaultExperiment,
      ...{ cell: 'gru', networks: 1024, warmUp: 0, gain: [0.1, 4], initialScale: 0, seed: 3 },
    },
    { ...plainView, ...earlier, engine: 'wasm', x: 'gain', clip: 2, network: 17 },
  ],
  [
    '?cell=rnn&activation=tanh&ensemble=ginibre&hidden-size=64&networks=4096&steps=100&warm-up=100&gain=0.7:1.3&input-scale=0.5' +
      '&shared-input=false&bias-scale=0&initial-scale=1&loss=sum&seed=1&y=rate' +
      '&compare=base~ensemble=orthogonal~activation=relu,ensemble=irnn~cell=lstm,forget-bias=1',
    { ...defaultExperiment, gain: [0.7, 1.3], inputScale: 0.5 },
    { ...plainView, ...earlier, y: 'rate', compare: comparisonPresets[0].configurations },
  ],
];

describe('an address', () => {
  it('with nothing in it is the default, without a word', () => {
    for (const nothing of ['', '?', '&&']) {
      expect(readAddress(nothing)).toEqual({
        experiment: defaultExperiment,
        given: new Set(),
        view: plainView,
        notices: [],
      });
    }
  });

  it('says its version, what differs from the default, and always how many networks', () => {
    expect(writeAddress(defaultExperiment, plainView)).toBe('?v=2&networks=4096');
    expect(writeAddress({ ...defaultExperiment, activation: 'leaky-relu', seed: 7 }, plainView)).toBe(
      '?v=2&activation=leaky-relu&networks=4096&seed=7',
    );
    // How many are usual depends on the engine: a link without a word on it is fitted to the reader's.
    expect(readAddress('?v=2').given.has('networks')).toBe(false);
    expect(readAddress('?v=2&networks=4096').given).toEqual(new Set(['networks']));
  });

  it('of another version is read as well as can be, and that is said', () => {
    const { experiment, notices } = readAddress('?v=3&seed=5');
    expect(experiment.seed).toBe(5);
    expect(notices).toEqual(['v must be one of 1, 2; "3" is not. It is read as one of version 2.']);
  });

  it.each(oldLinks)('of before there were versions says what it said: %s', (search, experiment, view) => {
    expect(readAddress(search)).toMatchObject({ experiment, view, notices: [] });
    expect(readAddress(search).given.has('networks')).toBe(true);
    expect(readAddress(writeAddress(experiment, view))).toMatchObject({ experiment, view, notices: [] });
  });

  it('of version 1 shows what it showed: an even axis, and through time what it selects or all networks', () => {
    expect(readAddress('?v=1&networks=4096').view).toEqual({ ...plainView, ...earlier });
    expect(readAddress('?v=1&brush=0.9:1.1').view).toEqual({
      ...{ ...plainView, scale: 'even', brush: [0.9, 1.1] },
    });
    expect(readAddress('?v=1&scale=edge').view).toEqual({ ...plainView, brush: 'all' });
    // By hand, as newest links.
    expect(readAddress('?seed=3&steps=50').view).toEqual(plainView);
    expect(readAddress('?v=2&brush=all&scale=even').view).toEqual({ ...plainView, ...earlier });
    expect(writeAddress(defaultExperiment, { ...plainView, ...earlier })).toBe(
      '?v=2&networks=4096&scale=even&brush=all',
    );
  });

  it('comes back as it was written, whatever is seen', () => {
    /** Presets, some with another number in them. */
    const changedPresets = fc
      .tuple(
        fc.constantFrom(...offeredPresets, ...comparisonPresets),
        fc.constantFrom({}, { steps: 7 }, { networks: 300 }, { seed: 9 }, { gain: [0.1, 2] as const }),
      )
      .map(([preset, change]): Experiment => ({ ...defaultExperiment, ...preset.experiment, ...change }));
    const views = fc.record(
      {
        engine: fc.constantFrom('auto', 'webgpu', 'wasm', 'reference'),
        x: fc.constantFrom(...quantityNames),
        y: fc.constantFrom(...quantityNames),
        chart: fc.constant('points'),
        clip: fc.constantFrom(1e-12, 0.5, 1e12),
        network: fc.constant(0),
        scale: fc.constant('even'),
        brush: fc.constantFrom('all' as const, [0.9, 1.1] as const, [-12.5, 1e-7] as const),
        tuning: fc.constantFrom<Tuning>('off', { rows: 2 }),
        compare: fc.constantFrom(...comparisonPresets.map((preset) => preset.configurations), [
          { changes: { gain: 0.5 } },
          { changes: {}, clip: 3 },
        ]),
        map: fc.constant('gain=0.1:3,steps=8:64,cells=8x8,networks=32,reading=dead'),
        learn: fc.constantFrom('preset=lag', 'task=adding,gain=0.5:2'),
        learnMap: fc.constantFrom('preset=edge', 'rate=0.01:1,gain=1:2'),
      },
      { requiredKeys: ['engine', 'x', 'y'] },
    );
    const experiments = fc.record<Experiment>({
      cell: fc.constantFrom('rnn', 'lstm', 'gru', 'residual'),
      reset: fc.constantFrom('after', 'before'),
      leak: fc.constantFrom(0, 0.1, 1),
      residualScale: fc.constantFrom(0, 0.3, 2),
      forgetBias: fc.constantFrom(-10, 0, 0.1),
      activation: fc.constantFrom('tanh', 'leaky-relu', 'gelu'),
      negativeSlope: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
      ensemble: fc.constantFrom('ginibre', 'orthogonal', 'low-rank'),
      density: fc.constantFrom(0.01, 0.1, 1),
      outlier: fc.constantFrom(0, 1.5, 10),
      hiddenSize: fc.integer({ min: 4, max: 256 }),
      networks: fc.integer({ min: 1, max: 65_536 }),
      steps: fc.integer({ min: 1, max: 1_000_000 }),
      warmUp: fc.integer({ min: 0, max: 1_000_000 }),
      times: fc.constantFrom('linear', 'log'),
      gain: fc.constantFrom(1, [0.01, 10] as const, [0.3, 0.30000000000000004] as const),
      inputScale: fc.constantFrom(0, 5e-324, [0, 5] as const),
      sharedInput: fc.boolean(),
      biasScale: fc.double({ min: 0, max: 5, noNaN: true }).map((value) => value + 0),
      initialScale: fc.constantFrom(0, 1, 1e-7),
      loss: fc.constantFrom('sum', 'random'),
      seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    });
    fc.assert(
      fc.property(fc.oneof(experiments, changedPresets), views, (experiment, seen) => {
        const compare = seen.compare?.map((one) => withoutIdle(experiment, one));
        const view: View = {
          ...seen,
          ...(seen.network !== undefined && { network: experiment.networks - 1 }),
          ...(compare && { compare }),
        };
        const { given, ...read } = readAddress(writeAddress(experiment, view));
        expect(read).toEqual({ experiment: effective(experiment), view, notices: [] });
        expect(given.has('networks')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('survives a browser that encodes the colon', () => {
    expect(readAddress('?gain=0.5%3A1.5').experiment.gain).toEqual([0.5, 1.5]);
  });

  it.each(fields)('$name: what is not understood is the default, and a notice names the field', (field) => {
    const bad = [
      '',
      '%20',
      'NaN',
      '1e999',
      '-11',
      '9'.repeat(500),
      '%3Cscript%3Ealert(1)%3C/script%3E',
      '%',
      '%E0',
    ];
    for (const text of bad) {
      const { experiment, given, notices } = readAddress(`?${field.name}=${text}`);
      expect(experiment).toEqual(defaultExperiment);
      expect(given.size).toBe(0);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatch(new RegExp(`^${field.name} must be `));
      expect(notices[0]).toContain(
        `The default, ${formatField(field, defaultExperiment[field.key])}, is used.`,
      );
    }
    expect(readAddress(`?${field.name}`).notices).toHaveLength(1);
  });

  it('a field given twice is not guessed at', () => {
    const { experiment, given, notices } = readAddress('?seed=5&steps=7&seed=6');
    expect(experiment).toEqual({ ...defaultExperiment, steps: 7 });
    expect(given).toEqual(new Set(['steps']));
    expect(notices).toEqual(['seed is given 2 times. The default, 1, is used.']);
  });

  it('unknown names are named', () => {
    expect(readAddress('?hiddenSize=8&seed=2').notices).toEqual([
      'Unknown in the address, and ignored: "hiddenSize".',
    ]);
    expect(readAddress('?a=1&b&c&d&e&f&g&a=2').notices).toEqual([
      'Unknown in the address, and ignored: "a", "b", "c", "d", "e" and 2 more.',
    ]);
    expect(readAddress('?__proto__=1&constructor=2').experiment).toEqual(defaultExperiment);
  });

  it('a map cannot have three axes', () => {
    const { experiment, given, notices } = readAddress('?input-scale=0:1&bias-scale=0:2');
    expect(experiment).toEqual({ ...defaultExperiment, inputScale: [0, 1] });
    expect(given).toEqual(new Set(['inputScale']));
    expect(notices).toEqual([
      'bias-scale cannot be a range while input-scale is one. The default, 0, is used.',
    ]);
  });

  it('a pinned network must exist', () => {
    expect(readAddress('?networks=10&network=9').view.network).toBe(9);
    const beyond = readAddress('?network=10&networks=10');
    expect(beyond.view).toEqual(plainView);
    expect(beyond.notices).toEqual([
      'network must be a whole number from 0 to 9; "10" is not. No network is pinned.',
    ]);
  });

  it('a second network stands beside a pinned one', () => {
    expect(readAddress('?network=3&beside=7').view).toEqual({ ...plainView, network: 3, beside: 7 });
    expect(writeAddress(defaultExperiment, { ...plainView, network: 3, beside: 7 })).toBe(
      '?v=2&networks=4096&network=3&beside=7',
    );
    for (const search of ['?beside=7', '?network=3&beside=3', '?network=3&beside=1e9']) {
      const { view, notices } = readAddress(search);
      expect(view.beside).toBeUndefined();
      expect(notices).toEqual([expect.stringMatching(/^beside must be .* None is pinned beside another\.$/)]);
    }
  });

  it('a brush is a range of the x axis', () => {
    expect(readAddress('?brush=0.9:1.1').view.brush).toEqual([0.9, 1.1]);
    expect(writeAddress(defaultExperiment, { ...plainView, brush: [0.912345678, 1.1] })).toContain(
      '&brush=0.91235:1.1',
    );
    for (const text of ['1', '2:1', '1:1', ':1', '0:1:2', '-1e999:0', 'a:b']) {
      const { view, notices } = readAddress(`?brush=${text}`);
      expect(view).toEqual(plainView);
      expect(notices).toEqual([
        expect.stringMatching(
          /^brush must be all, or a range of the x axis .* The usual networks are shown through time\.$/,
        ),
      ]);
    }
  });

  it('engine and axis are a few words', () => {
    expect(readAddress('?engine=webgpu&x=rest&y=rate').view).toEqual({
      engine: 'webgpu',
      x: 'rest',
      y: 'rate',
    });
    const { view, notices } = readAddress('?engine=cuda&x=time&y=log');
    expect(view).toEqual(plainView);
    expect(notices).toHaveLength(3);
    expect(notices[0]).toMatch(/^engine must be one of auto, webgpu, .*"cuda" is not/);
    expect(notices[1]).toMatch(/^x must be one of radius, gain, rest/);
    expect(notices[2]).toMatch(/^y must be one of .*decades, rate/);
  });

  it('any quantity may stand on either axis, and a map’s networks may be points', () => {
    const map = { ...defaultExperiment, inputScale: [0, 1] as const };
    for (const x of quantityNames) {
      for (const y of quantityNames) {
        const view: View = { ...plainView, x, y, chart: 'points' };
        expect(readAddress(writeAddress(map, view))).toMatchObject({ view, notices: [] });
      }
    }
    expect(readAddress('?chart=map').view).toEqual(plainView);
    expect(readAddress('?chart=pie').notices).toEqual([
      'chart must be one of map, points; "pie" is not. The default, map, is used.',
    ]);
  });

  it('never throws and always gives a valid experiment, whatever the text', () => {
    const pairs = fc
      .array(
        fc.tuple(
          fc.oneof(
            fc.constantFrom(
              ...['v', 'preset', 'engine', 'x', 'y', 'scale', 'chart', 'network', 'brush', 'compare'],
              ...fields.map(({ name }) => name),
            ),
            fc.string(),
          ),
          fc.oneof(
            fc.string(),
            fc.double().map(String),
            fc.constantFrom('0:1', '5:4', 'true', '<b>', 'gru', 'noise', 'phase-map', 'gru-edge', 'start'),
          ),
        ),
        { maxLength: 30 },
      )
      .map((list) => list.map((pair) => pair.join('=')).join('&'));
    fc.assert(
      fc.property(fc.oneof(pairs, fc.string({ unit: 'binary' })), (search) => {
        const { experiment, view } = readAddress(search);
        for (const field of fields) {
          const text = formatField(field, experiment[field.key]);
          expect(parseField(field, text)).toEqual(experiment[field.key]);
        }
        expect(readAddress(writeAddress(experiment, view)).notices).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a preset in an address', () => {
  it.each(offeredPresets)('$name is said by its name, its axes with it', (preset) => {
    const { experiment, view, given, notices } = readAddress(`?preset=${preset.name}`);
    expect(experiment).toEqual({ ...defaultExperiment, ...preset.experiment });
    expect(view).toEqual({ engine: 'auto', x: preset.x ?? 'radius', y: preset.y ?? 'decades' });
    expect(given.has('networks')).toBe('networks' in preset.experiment);
    expect(notices).toEqual([]);
    const link = writeAddress(experiment, view);
    const name = preset === start ? '' : `&preset=${preset.name}`;
    const networks = 'networks' in preset.experiment ? '' : '&networks=4096';
    expect(link).toBe(`?v=2${name}${networks}`);
  });

  it.each(comparisonPresets)(
    'of a comparison, $name is what is compared and in which experiment',
    (preset) => {
      const { experiment, view, notices } = readAddress(`?compare=${preset.name}`);
      expect(experiment).toEqual({ ...defaultExperiment, ...preset.experiment });
      expect(view).toEqual({ ...plainView, x: preset.x ?? 'radius', compare: preset.configurations });
      expect(notices).toEqual([]);
      expect(writeAddress(experiment, view)).toBe(`?v=2&networks=4096&compare=${preset.name}`);
      const elsewhere = writeAddress(defaultExperiment, view);
      expect(elsewhere).toMatch(/^\?v=2&preset=start&networks=4096&.*compare=/);
      expect(readAddress(elsewhere)).toMatchObject({ experiment: defaultExperiment, notices: [] });
    },
  );

  it('with further fields is that preset changed', () => {
    const { experiment, view, notices } = readAddress('?preset=relu-edge&steps=50&x=gain');
    expect(experiment).toEqual({ ...defaultExperiment, activation: 'relu', gain: [0.5, 2.5], steps: 50 });
    expect(view).toEqual({ ...plainView, x: 'gain', y: 'rate' });
    expect(notices).toEqual([]);
    // What of it no longer applies goes without a word, what is misread is as it has it.
    expect(readAddress('?preset=lstm-highway&cell=gru').notices).toEqual([]);
    expect(readAddress('?preset=knife-edge&steps=many').experiment.steps).toBe(400);
    expect(readAddress('?preset=knife-edge&steps=many').notices).toEqual([
      'steps must be a whole number from 1 to 1\u202f000\u202f000; "many" is not. The preset’s, 400, is used.',
    ]);
  });

  it('that is not there is named, with those that are', () => {
    for (const [search, sentence] of [
      ['?preset=knife', /^preset must be one of start, knife-edge, .*dead; "knife" is not\. None is used\.$/],
      [
        '?compare=knife',
        /^compare must be one of three-ways-out, .*clipped; "knife" is not\. The usual ones are compared\.$/,
      ],
    ] as const) {
      const { experiment, view, notices } = readAddress(search);
      expect(notices).toEqual([expect.stringMatching(sentence)]);
      expect({ experiment, view }).toEqual({ experiment: defaultExperiment, view: plainView });
    }
  });

  it('is documented', async () => {
    const told = await readFile(new URL('../../docs/formats.md', import.meta.url), 'utf8');
    const all = [...offeredPresets, ...comparisonPresets, ...learningPresets, ...trainabilityPresets];
    for (const { name } of all) expect(told).toContain(`\`${name}\``);
  });

  it('means in links of version 1 what it meant when they were written', () => {
    // Whoever changes a preset, or a default, changes the version of links.
    expect(
      [...offeredPresets, ...comparisonPresets].map(({ name, experiment, x, y }) => [name, experiment, x, y]),
    ).toMatchSnapshot();
    expect(defaultExperiment).toMatchSnapshot();
  });
});

describe('presets', () => {
  it('are at least seven, each with its own name and one sentence', () => {
    expect(presets.length).toBeGreaterThanOrEqual(7);
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
    for (const { watch } of presets) expect(watch).toMatch(/^[A-Z].*\.$/);
  });

  it.each(presets)('$name is a valid experiment that every field of it changes', (preset) => {
    const { experiment } = preset;
    const { notices, ...address } = readAddress(
      writeAddress({ ...defaultExperiment, ...experiment }, plainView),
    );
    expect(notices).toEqual([]);
    expect(address.experiment).toEqual({ ...defaultExperiment, ...experiment });
    for (const field of fields) {
      if (!(field.key in experiment)) continue;
      expect(experiment[field.key], field.name).not.toEqual(defaultExperiment[field.key]);
      expect(field.appliesTo?.(address.experiment) ?? true).toBe(true);
    }
  });
});

describe('the sequence of settings', () => {
  /** Fewest and most networks per cell of a 24 × 24 map. */
  function fill(axis: 'inputScale' | 'biasScale', networks: number) {
    const experiment = { ...defaultExperiment, gain: [1, 2] as const, [axis]: [1, 2] as const };
    const cells = new Array<number>(24 * 24).fill(0);
    const part = (value: number) => Math.min(23, Math.floor((value - 1) * 24));
    for (let index = 0; index < networks; index++) {
      const settings = networkSettings(experiment, index);
      const cell = part(settings[axis]) * 24 + part(settings.gain);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    return { least: Math.min(...cells), most: Math.max(...cells) };
  }

  it.each(['inputScale', 'biasScale'] as const)('covers a map of gain × %s evenly from early on', (axis) => {
    expect(fill(axis, 1024).least).toBeGreaterThanOrEqual(1);
    expect(fill(axis, 1024).most).toBeLessThanOrEqual(4);
    expect(fill(axis, 4096).least).toBeGreaterThanOrEqual(5);
    expect(fill(axis, 4096).most).toBeLessThanOrEqual(9);
  });

  it('covers the gains evenly from the first networks on', () => {
    for (const networks of [16, 100, 1000]) {
      const gains = Array.from({ length: networks }, (_, i) => networkSettings(defaultExperiment, i).gain);
      gains.sort((a, b) => a - b);
      const gaps = gains.slice(1).map((gain, i) => gain - (gains[i] ?? gain));
      expect(Math.max(...gaps)).toBeLessThan((2.7 * 1.9) / networks);
    }
  });
});
