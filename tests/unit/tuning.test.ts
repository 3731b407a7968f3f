/** Which layout the kernels of a size get: usual, asked for, or tried; and what is remembered of it. */
import { describe, expect, it } from 'vitest';
import { layoutsFor, type Shape, shapeFor } from '../../src/engines/webgpu/shape.ts';
import { type NamedAdapter, Tuner, type TuningMemory } from '../../src/engines/webgpu/tuning.ts';
import { readAddress, writeAddress } from '../../src/experiment/address.ts';
import { cells } from '../../src/experiment/experiment.ts';
import { formatTuning, parseTuning } from '../../src/experiment/tuning.ts';
import { experimentWith } from '../parity/experiments.ts';

const card: NamedAdapter = { adapterName: 'a card', software: false, subgroupSize: 32 };
const experiment = experimentWith({ hiddenSize: 64 });
const { signal } = new AbortController();

/** So fast are layouts in which a lane has one row. */
const oneRowIsFast = async ({ rowsPerLane }: Shape) => (rowsPerLane === 1 ? 30 : 20);

describe('layouts', () => {
  it('fit what WebGPU promises, each once, for every size, cell and adapter', () => {
    for (const software of [false, true]) {
      for (const subgroupSize of [0, 4, 8, 32, 64]) {
        for (const cell of cells) {
          for (let hiddenSize = 1; hiddenSize <= 256; hiddenSize += 3) {
            const sized = experimentWith({ cell, hiddenSize });
            const layouts = layoutsFor(sized, { software, subgroupSize });
            expect(new Set(layouts.map((layout) => JSON.stringify(layout))).size).toBe(layouts.length);
            for (const layout of layouts) {
              const shape = shapeFor(sized, { software, subgroupSize }, layout);
              const { exchange, networksPerWorkgroup, lanes, paddedSize, blocks } = shape;
              expect(Number.isInteger(lanes) && networksPerWorkgroup * lanes <= 256).toBe(true);
              const shared = 2 * 4 * networksPerWorkgroup * (blocks * paddedSize + lanes);
              expect(shared).toBeLessThanOrEqual(16_384);
              if (exchange === 'subgroup') expect(lanes).toBe(subgroupSize);
            }
          }
        }
      }
    }
  });
});

describe('a tuner', () => {
  it('takes the usual layout, and says so, until others have been tried', async () => {
    const tuner = new Tuner();
    await tuner.meet(card);
    expect(tuner.shapeFor(experiment, card)).toMatchObject({ rowsPerLane: 2, exchange: 'gathered' });
    expect(tuner.sentences).toEqual([
      'Kernels for 1 × 64 × 64: rows:2,networks:2,exchange:gathered, the usual one.',
    ]);
  });

  it('then the fastest, with all rates, for that size alone', async () => {
    const tuner = new Tuner();
    await tuner.meet(card);
    await tuner.tune(experiment, card, oneRowIsFast, signal);
    expect(tuner.shapeFor(experiment, card).rowsPerLane).toBe(1);
    expect(tuner.sentences[0]).toMatch(/rows:1.*the fastest of \d+ that were tried\.$/);
    expect(tuner.sentences).toContain('rows:2,networks:2,exchange:gathered: 20.0 GFLOP/s.');
    const gru = experimentWith({ cell: 'gru', hiddenSize: 64 });
    tuner.shapeFor(gru, card);
    expect(tuner.sentences).toHaveLength(1);
    // The same kernels but for their activation.
    expect(tuner.shapeFor(experimentWith({ activation: 'relu', hiddenSize: 60 }), card).rowsPerLane).toBe(1);
  });

  it('keeps to the usual one where another is hardly faster', async () => {
    const tuner = new Tuner();
    await tuner.meet(card);
    await tuner.tune(experiment, card, async ({ rowsPerLane }) => (rowsPerLane === 1 ? 20.9 : 20), signal);
    expect(tuner.shapeFor(experiment, card).rowsPerLane).toBe(2);
  });

  it('tries on hardware, before long runs, once a size', async () => {
    const tuner = new Tuner();
    await tuner.meet(card);
    expect(tuner.isWorthwhile(experiment, card, 9)).toBe(false);
    expect(tuner.isWorthwhile(experiment, card, 11)).toBe(true);
    expect(tuner.isWorthwhile(experiment, { ...card, software: true }, 11)).toBe(false);
    expect(new Tuner('off').isWorthwhile(experiment, card, 11)).toBe(false);
    expect(new Tuner({ rows: 4 }).isWorthwhile(experiment, card, 11)).toBe(false);
    await tuner.tune(experiment, card, oneRowIsFast, signal);
    expect(tuner.isWorthwhile(experiment, card, 11)).toBe(false);
  });

  it('stops after a second, also where a layout never comes to an end', async () => {
    const tuner = new Tuner();
    await tuner.meet(card);
    let tried = 0;
    const start = performance.now();
    await tuner.tune(
      experiment,
      card,
      async () => {
        tried += 1;
        return tried === 1 ? 10 : new Promise<number>(() => undefined);
      },
      signal,
    );
    expect(performance.now() - start).toBeLessThan(1500);
    expect(tried).toBe(2);
    expect(tuner.shapeFor(experiment, card).rowsPerLane).toBe(2);
  });

  it('passes over a layout that fails, and heeds the signal', async () => {
    const tuner = new Tuner();
    await tuner.meet(card);
    const failing = async (shape: Shape) => {
      if (shape.exchange === 'gathered') throw new Error('refused');
      return oneRowIsFast(shape);
    };
    await tuner.tune(experiment, card, failing, signal);
    expect(tuner.shapeFor(experiment, card)).toMatchObject({ rowsPerLane: 1, exchange: 'workgroup' });
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(tuner.tune(experiment, card, oneRowIsFast, stopped)).rejects.toThrow('stopped');
  });

  it('takes the first layout that is as a person asks, or says that there is none', async () => {
    const asked = new Tuner({ exchange: 'workgroup', rows: 1 });
    await asked.meet(card);
    expect(asked.shapeFor(experiment, card)).toMatchObject({ rowsPerLane: 1, exchange: 'workgroup' });
    expect(asked.sentences[0]).toMatch(/as was asked for\.$/);
    expect(asked.misfit(experiment, card)).toBeUndefined();
    expect(new Tuner('off').misfit(experiment, card)).toBeUndefined();
    const impossible = new Tuner({ rows: 7 });
    expect(impossible.shapeFor(experiment, card).rowsPerLane).toBe(2);
    expect(impossible.sentences[0]).toMatch(/the usual one, as none of this size is rows:7\.$/);
    expect(impossible.misfit(experiment, card)).toBe(
      'No layout of the GPU’s kernels for 1 × 64 × 64 is rows:7, as tuning asks for: they have their usual one.',
    );
  });

  it('remembers by adapter, and believes nothing that means nothing', async () => {
    const kept = new Map<string, string>();
    const memory: TuningMemory = {
      recall: async (adapter) => JSON.parse(kept.get(adapter) ?? 'null'),
      keep: async (adapter, trials) => {
        kept.set(adapter, JSON.stringify(trials));
      },
    };
    const first = new Tuner('auto', memory);
    await first.meet(card);
    await first.tune(experiment, card, oneRowIsFast, signal);
    const next = new Tuner('auto', memory);
    await next.meet(card);
    expect(next.shapeFor(experiment, card).rowsPerLane).toBe(1);
    expect(next.isWorthwhile(experiment, card, 11)).toBe(false);
    const other = { ...card, adapterName: 'another card' };
    await next.meet(other);
    expect(next.shapeFor(experiment, other).rowsPerLane).toBe(2);

    const [name = '', text = ''] = [...kept][0] ?? [];
    for (const odd of ['7', '{"1 × 64 × 64": [{}]}', text.replaceAll('"rowsPerLane":1', '"rowsPerLane":3')]) {
      kept.set(name, odd);
      const wary = new Tuner('auto', memory);
      await wary.meet(card);
      expect(wary.shapeFor(experiment, card).rowsPerLane).toBe(2);
    }
  });
});

describe('what a person asks for', () => {
  it.each(['auto', 'off', 'rows:8', 'rows:2,networks:4,exchange:gathered'])('may be %s', (text) => {
    expect(formatTuning(parseTuning(text))).toBe(text);
  });

  it.each(['', 'on', 'rows:0', 'rows:8,rows:4', 'lanes:8', 'exchange:letters', 'rows:8,'])(
    'may not be %j',
    (text) => {
      expect(() => parseTuning(text)).toThrow(/^tuning must be auto, off, or some of/);
    },
  );

  it('stands in an address, and stays there', () => {
    const { experiment: read, view, notices } = readAddress('?tuning=exchange:workgroup,rows:8');
    expect({ tuning: view.tuning, notices }).toEqual({
      tuning: { rows: 8, exchange: 'workgroup' },
      notices: [],
    });
    expect(writeAddress(read, view)).toContain('tuning=rows:8,exchange:workgroup');
    expect(readAddress('?tuning=auto').view.tuning).toBeUndefined();
    expect(readAddress('?tuning=fast').notices).toHaveLength(1);
  });
});
