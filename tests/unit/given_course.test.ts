/** A network that is given on a sequence of any length: cut into stretches it is what it is whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { gradientAlong } from '../../src/laboratory/given_course.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import type { GivenCourse } from '../../src/networks/given/given_network.ts';
import type { RecurrentLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenCourse } from '../../src/networks/given/sequence.ts';
import type { UngatedKind } from '../../src/networks/given/ungated_kind.ts';

const signal = new AbortController().signal;
const hiddenSize = 8;
const inputSize = 3;

/** @param gain of what is drawn for W_hh */
function courseOf(
  cell: RecurrentLayer['cell'],
  { steps, gain = 1, ...kind }: { steps: number; gain?: number } & Partial<UngatedKind>,
): GivenCourse {
  const drawn = drawWeights({ ...defaultExperiment, cell, hiddenSize }, 0);
  const rows = drawn.length / hiddenSize;
  const layer = {
    ...{ name: 'weight_hh_l0', cell, hiddenSize, inputSize },
    weightHH: drawn.map((weight) => gain * weight),
    weightIH: Float64Array.from({ length: rows * inputSize }, (_, i) => Math.sin(i)),
    biasIH: Float64Array.from({ length: rows }, (_, i) => Math.cos(i) / 3),
  };
  return givenCourse(layer, { seed: 3, steps, kind });
}

async function followed(course: GivenCourse, engine: Engine, times: readonly number[], together?: number) {
  const following = gradientAlong(course, times, { engine, signal }, together);
  const shares: number[] = [];
  for (;;) {
    const next = await following.next();
    if (next.done) return { ...next.value, shares };
    shares.push(next.value);
  }
}

const all = (steps: number) => Array.from({ length: steps + 1 }, (_, t) => t);

describe('a given network, stretch by stretch', () => {
  let wasm: WasmEngine;
  beforeAll(async () => {
    wasm = await WasmEngine.open({ workers: 1 });
  });
  afterAll(() => wasm.dispose());

  const steps = 203;
  it.each([
    ['rnn', { steps }],
    ['rnn', { steps, gain: 30, activation: 'relu' }],
    ['rnn', { steps, cell: 'leaky', leak: 0.2 }],
    ['gru', { steps }],
    ['lstm', { steps, gain: 2 }],
  ] as const)('is at all times where it is whole (%s, %o)', async (cell, settings) => {
    const course = courseOf(cell, settings);
    for (const [engine, digits] of [
      [new ReferenceEngine(), 10],
      [wasm, 4],
    ] as const) {
      const whole = await followed(course, engine, all(steps));
      const cut = await followed(course, engine, all(steps), 50);
      expect(cut.log10GradientNorm).toHaveLength(steps + 1);
      for (const norms of ['log10GradientNorm', 'log10StateNorm'] as const)
        cut[norms].forEach((decades, t) => {
          expect(decades, `${norms} at ${t}`).toBeCloseTo(whole[norms][t] ?? Number.NaN, digits);
        });
      cut.parts.cell?.forEach((decades, t) => {
        expect(decades).toBeCloseTo(whole.parts.cell?.[t] ?? Number.NaN, digits);
      });
      expect(cut.growthRate).toBeCloseTo(whole.growthRate, digits);
      // Of an exploding one the exponents have been at work: float32 ends at 38 decades.
      if ('activation' in settings) expect(cut.log10StateNorm[steps]).toBeGreaterThan(200);
    }
  });

  it('dies at the step at which it dies whole, whichever times are kept', async () => {
    const course = courseOf('rnn', { steps: 200, activation: 'relu' });
    // A bias this far below zero shuts every unit at step 120.
    const shut: GivenCourse = {
      ...course,
      entering: async (stretch, breathe) => {
        const drives = await course.entering(stretch, breathe);
        return drives.map((drive, i) => (stretch.from + Math.floor(i / hiddenSize) === 120 ? -1e6 : drive));
      },
    };
    for (const engine of [new ReferenceEngine(), wasm]) {
      const { status, deathStep, growthRate, log10GradientNorm } = await followed(
        shut,
        engine,
        [0, 100, 200],
        30,
      );
      expect({ status, deathStep, growthRate }).toEqual({
        status: 'dead',
        deathStep: 120,
        growthRate: -Infinity,
      });
      expect([...log10GradientNorm].map((decades) => decades === -Infinity)).toEqual([true, true, false]);
    }
  });

  it('says how far it is, looks at nothing before the first time, and can be stopped', async () => {
    const course = courseOf('rnn', { steps: 100 });
    const { shares } = await followed(course, wasm, [60, 100], 10);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    // Nine stretches forward; back the four that end at 70 … 100, and the one that ends at the first time itself.
    expect(shares).toHaveLength(9 + 5);
    const stop = new AbortController();
    const following = gradientAlong(course, [0, 100], { engine: wasm, signal: stop.signal }, 10);
    await following.next();
    stop.abort(new Error('enough'));
    await expect(following.next()).rejects.toThrow('enough');
  });
});
