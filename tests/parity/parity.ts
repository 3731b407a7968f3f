/** The parity suite, one for every engine, in the browser and in Node. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { activations, cells, isGated, keptTimes } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { stepOperations } from '../../src/networks/operations.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { rowsOf } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll, sameNumbers } from './experiments.ts';
import type { Lender } from './lend.ts';

const { signal } = new AbortController();

/** What every engine must do, whatever it runs on. */
export function paritySuite(name: EngineName, lend: Lender): void {
  describe(`the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    it('says what it is', () => {
      expect(engine.describe().name).toBe(name);
      expect(engine.describe().device).not.toBe('');
    });

    it('yields every network once, in order, with a norm at each kept time', async () => {
      const experiment = experimentWith({ hiddenSize: 12, networks: 70, steps: 20 });
      const chunks = await measureAll(engine, experiment);
      let next = 0;
      for (const { first, count, log10GradientNorm, log10StateNorm } of chunks) {
        expect(first).toBe(next);
        expect(log10GradientNorm).toHaveLength(count * keptTimes(experiment).length);
        expect(log10StateNorm).toHaveLength(count * keptTimes(experiment).length);
        next += count;
      }
      expect(next).toBe(70);
    });

    it('starts the gradient at ‖(1, …, 1)‖ = √N, or at 1', async () => {
      for (const [loss, decades] of [
        ['sum', Math.log10(Math.sqrt(12))],
        ['random', 0],
      ] as const) {
        const experiment = experimentWith({ hiddenSize: 12, networks: 5, steps: 20, loss });
        for (const { count, log10GradientNorm } of await measureAll(engine, experiment)) {
          for (let i = 1; i <= count; i++) {
            expect(entry(log10GradientNorm, i * 21 - 1)).toBeCloseTo(decades, 6);
          }
        }
      }
    });

    it.each(cells)('gives a network the same numbers however many others are drawn: %s', async (cell) => {
      const changes = { cell, hiddenSize: 14, steps: 30, inputScale: 0.3, biasScale: 0.1, gain: 1.3 };
      const few = await measureAll(engine, experimentWith({ ...changes, networks: 7 }));
      const many = await measureAll(engine, experimentWith({ ...changes, networks: 60 }));
      for (const name of ['spectralRadius', 'spectralNorm', 'log10GradientNorm', 'log10StateNorm'] as const) {
        const alone = column(few, name);
        expect(sameNumbers(column(many, name).slice(0, alone.length), alone)).toBe(true);
      }
    });

    it.each(cells)('traces the network that it measures, however long: %s', async (cell) => {
      const settings = { hiddenSize: 14, steps: 400, inputScale: 0.3, networks: 6, gain: 0.5 };
      const experiment = experimentWith({ cell, ...settings });
      const measured = column(await measureAll(engine, experiment), 'log10GradientNorm');
      const { gradient } = await engine.trace({ experiment, index: 5 }, { signal });
      const decades = rowsOf(gradient).map(log10Norm);
      for (const t of [0, 200, 400]) expect(entry(decades, t)).toBeCloseTo(entry(measured, 5 * 401 + t), 4);
    });

    it('does without spectra where nobody wants them, and finds them when somebody does', async () => {
      const experiment = experimentWith({ hiddenSize: 20, networks: 9, steps: 10, seed: 77 });
      const without = await measureAll(engine, experiment, [], ['spectra']);
      const whole = await measureAll(engine, experiment);
      expect(
        [...column(without, 'spectralRadius'), ...column(without, 'spectralNorm')].every(Number.isNaN),
      ).toBe(true);
      expect([...column(whole, 'spectralRadius'), ...column(whole, 'spectralNorm')].some(Number.isNaN)).toBe(
        false,
      );
      expect(sameNumbers(column(without, 'log10GradientNorm'), column(whole, 'log10GradientNorm'))).toBe(
        true,
      );
      const resting = await measureAll(engine, experiment, ['restRadius'], ['spectra']);
      expect(sameNumbers(column(resting, 'spectralRadius'), column(whole, 'spectralRadius'))).toBe(true);
    });

    it.each(cells)('does not draw again for another gain: %s', async (cell) => {
      const experiment = experimentWith({
        cell,
        hiddenSize: 16,
        networks: 20,
        steps: 5,
        warmUp: 0,
        gain: 0.5,
      });
      const operations = async (gain: number) =>
        (await measureAll(engine, { ...experiment, gain })).reduce((sum, chunk) => sum + chunk.operations, 0);
      await operations(0.5);
      const radii = column(await measureAll(engine, experiment), 'spectralRadius');
      expect(await operations(1)).toBe(stepOperations(experiment) * 10 * 20);
      const doubled = column(await measureAll(engine, { ...experiment, gain: 1 }), 'spectralRadius');
      expect(doubled).toEqual(radii.map((radius) => 2 * radius));
    });

    it('says how long it has drawn, apart from how long the passes took', async () => {
      const experiment = experimentWith({ hiddenSize: 32, networks: 100, steps: 20, warmUp: 0, seed: 77 });
      const timed = async (gain: number) => {
        const start = performance.now();
        const chunks = await measureAll(engine, { ...experiment, gain });
        const [drawing, passes] = (['drawing', 'passes'] as const).map((part) =>
          chunks.reduce((sum, { seconds }) => sum + seconds[part], 0),
        );
        return { drawing: drawing ?? 0, passes: passes ?? 0, all: (performance.now() - start) / 1000 };
      };
      const fresh = await timed(0.5);
      const kept = await timed(0.6);
      for (const { drawing, passes, all } of [fresh, kept]) {
        expect(passes).toBeGreaterThan(0);
        // Clocks are coarse.
        expect(drawing + passes).toBeLessThan(all + 0.01);
      }
      expect(fresh.drawing).toBeGreaterThan(0.001);
      expect(kept.drawing).toBeLessThan(0.6 * fresh.drawing);
    });

    it('stops within one chunk', async () => {
      const controller = new AbortController();
      const experiment = experimentWith({ hiddenSize: 64, networks: 65_536, steps: 100 });
      let chunks = 0;
      const run = async () => {
        for await (const _ of engine.measure(experiment, { signal: controller.signal })) {
          chunks += 1;
          controller.abort();
        }
      };
      await expect(run()).rejects.toThrow('abort');
      expect(chunks).toBe(1);
    });

    it('counts a dead ReLU network as dead, never as a number', async () => {
      const experiment = experimentWith({ activation: 'relu', hiddenSize: 4, networks: 60, gain: 1.2 });
      const chunks = await measureAll(engine, experiment);
      const deaths = column(chunks, 'deathStep');
      const norms = column(chunks, 'log10GradientNorm');
      const dead = deaths.filter((step) => step >= 0).length;
      expect(dead).toBeGreaterThan(5);
      expect(dead).toBeLessThan(60);
      deaths.forEach((step, i) => {
        const curve = norms.slice(i * 101, (i + 1) * 101);
        expect(curve.lastIndexOf(Number.NEGATIVE_INFINITY)).toBe(step);
        expect(curve.slice(step + 1).every(Number.isFinite)).toBe(true);
      });
    });

    it.each([
      ...activations.map((activation) => ({ cell: 'rnn', activation }) as const),
      ...cells.filter((cell) => cell !== 'rnn').map((cell) => ({ cell, activation: 'softplus' }) as const),
    ])('neither under- nor overflows over 10 000 steps: $cell, $activation', async (step) => {
      const { activation } = step;
      for (const gain of [0.1, 3]) {
        const experiment = experimentWith({ ...step, gain, hiddenSize: 8, networks: 2, steps: 10_000 });
        const chunks = await measureAll(engine, experiment);
        const deaths = column(chunks, 'deathStep');
        const gradients = column(chunks, 'log10GradientNorm');
        const states = column(chunks, 'log10StateNorm');
        const times = keptTimes(experiment);
        gradients.forEach((decades, i) => {
          const death = entry(deaths, Math.floor(i / times.length));
          const alive = entry(times, i % times.length) > death;
          expect(Number.isFinite(decades)).toBe(alive);
        });
        // Where every unit of a ReLU network is masked, the state itself is zero; a gated one's carries no exponent.
        if (activation !== 'relu' && !isGated(step.cell)) expect(states.every(Number.isFinite)).toBe(true);
      }
    });
  });
}
