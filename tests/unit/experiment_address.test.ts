import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, type View, writeAddress } from '../../src/experiment/address.ts';
import { quantityNames } from '../../src/experiment/axes.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { formatField, parseField } from '../../src/experiment/field_text.ts';
import { applies, defaultExperiment, effective, fields } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { presets } from '../../src/experiment/presets.ts';

const plainView: View = { engine: 'auto', x: 'radius', y: 'decades' };

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

  it('is readable and holds every field that applies', () => {
    expect(writeAddress({ ...defaultExperiment, activation: 'leaky-relu' }, plainView)).toBe(
      '?cell=rnn&activation=leaky-relu&negative-slope=0.01&ensemble=ginibre&hidden-size=64&networks=4096' +
        '&steps=100&warm-up=100&gain=0.1:2&input-scale=0&bias-scale=0&initial-scale=1&loss=sum&seed=1',
    );
  });

  it('comes back as it was written', () => {
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
    const engines = fc.constantFrom('auto', 'webgpu', 'wasm', 'reference');
    fc.assert(
      fc.property(experiments, engines, fc.boolean(), fc.boolean(), (experiment, engine, rate, pinned) => {
        const view: View = {
          engine,
          x: rate ? 'gain' : 'radius',
          y: rate ? 'rate' : 'decades',
          ...(pinned && { network: experiment.networks - 1 }),
        };
        expect(readAddress(writeAddress(experiment, view))).toEqual({
          experiment: effective(experiment),
          given: new Set(fields.filter((field) => applies(field, experiment) === true).map(({ key }) => key)),
          view,
          notices: [],
        });
      }),
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
            fc.constantFrom('engine', 'x', 'y', 'chart', 'network', ...fields.map(({ name }) => name)),
            fc.string(),
          ),
          fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('0:1', '5:4', 'true', '<b>')),
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
