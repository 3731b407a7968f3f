/** Outcomes and quantiles from losses that are forgotten are those from all of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptUpdates, LossQuantiles } from '../../src/analysis/kept_updates.ts';
import { LearningOutcomes } from '../../src/analysis/learning_outcomes.ts';
import { LearningCurves } from './learning_curves.ts';

const networks = 3;

it('are those of whole curves, however they are cut into slices', () => {
  const loss = fc.oneof(
    fc.double({ min: 0, max: 0.2, noNaN: true }),
    fc.double({ min: 0, max: 3, noNaN: true }),
  );
  const curves = fc.array(fc.array(loss, { minLength: networks, maxLength: networks }), {
    minLength: 1,
    maxLength: 40,
  });
  const divergences = fc.array(fc.integer({ min: 0, max: 45 }), { minLength: networks, maxLength: networks });
  fc.assert(
    fc.property(curves, divergences, fc.integer({ min: 1, max: 13 }), (rows, ends, slice) => {
      const divergedAt = Int32Array.from(ends, (end) => (end > rows.length ? 0 : end));
      const heard = rows.map((row, update) =>
        row.map((value, place) => ((divergedAt[place] || Infinity) <= update + 1 ? Number.NaN : value)),
      );
      const baselines = [1, 0.5, 2];
      const [whole, short] = [new LearningCurves(baselines), new LearningOutcomes(baselines, 10)];
      const quantiles = new LossQuantiles(networks, rows.length);
      for (let from = 0; from < rows.length; from += slice) {
        const losses = Float64Array.from(heard.slice(from, from + slice).flat());
        whole.append(losses, divergedAt);
        short.append(losses, divergedAt);
        // Places in any order.
        const backwards = heard.slice(from, from + slice).flatMap((row) => row.toReversed());
        const taken = { places: [2, 1, 0], after: from, losses: Float64Array.from(backwards) };
        quantiles.append({ ...taken, gradientNorms: taken.losses });
      }
      for (let place = 0; place < networks; place++) {
        const [{ finalLoss, ...became }, { finalLoss: known, ...others }] = [
          short.outcome(place),
          whole.outcome(place),
        ];
        expect(became).toEqual(others);
        // The same losses, added in another order.
        if (known === null || finalLoss === null) expect(finalLoss).toBe(known);
        else expect(Math.abs(finalLoss - known)).toBeLessThanOrEqual(1e-14 * known);
      }
      for (const fraction of [0.1, 0.5, 0.9])
        expect(quantiles.quantile(fraction)).toEqual(whole.quantile(fraction));
    }),
  );
});

it('keeps the first and the last update, evenly between, each once', () => {
  expect(keptUpdates(5, 512)).toEqual([1, 2, 3, 4, 5]);
  expect(keptUpdates(1, 512)).toEqual([1]);
  expect(keptUpdates(9, 3)).toEqual([1, 5, 9]);
  expect(keptUpdates(9, 1)).toEqual([9]);
  const kept = keptUpdates(100_000, 512);
  expect([new Set(kept).size, kept[0], kept.at(-1)]).toEqual([512, 1, 100_000]);
});

it('forget a loss that was huge', () => {
  const outcomes = new LearningOutcomes([1], 10);
  const losses = Float64Array.from({ length: 30 }, (_, update) => (update === 3 ? 1e30 : 0.01));
  outcomes.append(losses, new Int32Array(1));
  expect(outcomes.outcome(0)).toEqual({
    outcome: 'learnt',
    finalLoss: expect.closeTo(0.01, 12),
    learntAt: 14,
  });
});
