/** What several callers of one engine may rely on, for every engine. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { rowsOf } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll, sameNumbers } from './experiments.ts';
import type { Lender } from './lend.ts';

const { signal } = new AbortController();
const short = experimentWith({ hiddenSize: 12, networks: 40, steps: 10, inputScale: 0.2, gain: 0.8 });
/** Of another size, and from another seed. */
const other = experimentWith({ hiddenSize: 9, networks: 30, steps: 12, seed: 5 });
/** Nobody waits for its end. */
const endless = experimentWith({ hiddenSize: 32, networks: 65_536, steps: 50 });

/** What the interface promises to callers who know nothing of one another. */
export function sharingSuite(name: EngineName, lend: Lender, open: () => Promise<Engine>): void {
  describe(`several callers share the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    const norms = async (experiment: Experiment) =>
      column(await measureAll(engine, experiment), 'log10GradientNorm');
    /** The rest of a measure after its first chunk, which this has waited for. */
    const begun = async (stop: AbortSignal) => {
      const chunks = engine.measure(endless, { signal: stop })[Symbol.asyncIterator]();
      await chunks.next();
      return chunks;
    };

    it('measures queue, and each has the numbers that it has alone', async () => {
      const alone = [await norms(short), await norms(other)];
      const together = await Promise.all([norms(short), norms(other), norms(short)]);
      expect(sameNumbers(together[0], alone[0] ?? [])).toBe(true);
      expect(sameNumbers(together[1], alone[1] ?? [])).toBe(true);
      expect(together[2]).toEqual(together[0]);
    });

    it('questions are answered within a loop over a measure, and beside it', async () => {
      const curves: number[] = [];
      const beside: Promise<unknown>[] = [];
      const starts: number[] = [];
      const about = (index: number) => ({ experiment: short, index });
      for await (const { first, log10GradientNorm } of engine.measure(short, { signal })) {
        curves.push(...log10GradientNorm);
        const { gradient, weights } = await engine.trace(about(first), { signal });
        starts.push(first, log10Norm(entryOf(rowsOf(gradient), 0)));
        beside.push(
          engine.trace(about(3), { signal }).then((trace) => trace.weights),
          engine.weights(about(3)),
        );
        expect(await engine.weights(about(first))).toEqual(weights);
      }
      for (let i = 0; i < starts.length; i += 2) {
        expect(entry(starts, i + 1)).toBeCloseTo(entry(curves, entry(starts, i) * 11), 4);
      }
      const [asked, ...again] = await Promise.all(beside);
      for (const weights of again) expect(weights).toEqual(asked);
    });

    it('what its machine can do is measured between two measures, whose numbers are the same, and the most of it counts', async () => {
      const expected = await norms(short);
      const [before, first, second, after] = await Promise.all([
        norms(short),
        engine.machine(),
        engine.machine(),
        norms(short),
      ]);
      expect(second.peaks.operationsPerSecond).toBeGreaterThanOrEqual(first.peaks.operationsPerSecond);
      expect(second.peaks.bytesPerSecond).toBeGreaterThanOrEqual(first.peaks.bytesPerSecond);
      expect(second.peaks.launchSeconds).toBeLessThanOrEqual(first.peaks.launchSeconds);
      expect(sameNumbers(before, expected)).toBe(true);
      expect(sameNumbers(after, expected)).toBe(true);
      const { peaks, facts } = first;
      // Between a slow phone and a room full of cards.
      expect(peaks.operationsPerSecond).toBeGreaterThan(1e7);
      expect(peaks.operationsPerSecond).toBeLessThan(1e15);
      expect(peaks.bytesPerSecond).toBeGreaterThan(1e7);
      expect(peaks.bytesPerSecond).toBeLessThan(1e14);
      expect(peaks.launchSeconds).toBeGreaterThanOrEqual(0);
      expect(facts.length).toBeGreaterThan(0);
      const held = engine.held();
      if (held !== undefined) {
        // Within the budget that engines keep to unless they are told.
        expect(held).toBeGreaterThan(0);
        expect(held).toBeLessThanOrEqual(256 * 2 ** 20);
      }
    });

    it('an abort ends a turn, also while nobody reads on, and the next begins', async () => {
      const expected = await norms(short);
      const controller = new AbortController();
      const chunks = await begun(controller.signal);
      const next = norms(short);
      controller.abort(new Error('enough'));
      expect(sameNumbers(await next, expected)).toBe(true);
      await expect(chunks.next()).rejects.toThrow('enough');
    });

    it('an abort is heard while waiting for a turn', async () => {
      const [holding, waiting] = [new AbortController(), new AbortController()];
      const chunks = await begun(holding.signal);
      const behind = begun(waiting.signal);
      waiting.abort(new Error('enough'));
      await expect(behind).rejects.toThrow('enough');
      expect((await chunks.next()).done).toBe(false);
      holding.abort();
      await expect(chunks.next()).rejects.toThrow('abort');
      expect(await norms(short)).not.toHaveLength(0);
    });

    it('an abort is heard by a question', async () => {
      const controller = new AbortController();
      const long = { ...endless, hiddenSize: 64, steps: 10_000, warmUp: 10_000 };
      const asked = engine.trace({ experiment: long, index: 0 }, controller);
      const behind = engine.trace({ experiment: short, index: 0 }, { signal });
      controller.abort(new Error('enough'));
      await expect(asked).rejects.toThrow('enough');
      expect((await behind).weights).toHaveLength(12 ** 2);
    });

    it('a consumer who leaves its loop frees the engine', async () => {
      for await (const _ of engine.measure(endless, { signal })) break;
      expect(await norms(short)).toHaveLength(40 * 11);
    });

    it('disposing rejects whatever is under way, waits, or is asked later', async () => {
      const disposed = await open();
      const chunks = disposed.measure(endless, { signal })[Symbol.asyncIterator]();
      await chunks.next();
      const about = { experiment: endless, index: 0 };
      const pending = [
        chunks.next().then(() => chunks.next()),
        measureAll(disposed, short),
        disposed.trace(about, { signal }),
        disposed.weights(about),
        disposed.machine(),
      ];
      disposed.dispose();
      const later = [
        measureAll(disposed, short),
        disposed.trace(about, { signal }),
        disposed.weights(about),
        disposed.machine(),
      ];
      for (const asked of await Promise.allSettled([...pending, ...later])) {
        expect(asked.status).toBe('rejected');
      }
    });
  });
}

function entryOf<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new RangeError(`There is no item ${place}.`);
  return item;
}
