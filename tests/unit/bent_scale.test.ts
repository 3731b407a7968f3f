/** A y axis that gives the edge room: even near zero, logarithmic far out, with round numbers at its ticks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantityTable } from '../../src/analysis/quantities.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { bendOf, bent, bentTicks, unbent } from '../../src/ui/charts/bent_scale.ts';

const decades = { reach: 6 };

describe('a bent scale', () => {
  it('rises, keeps zero where it is, and is undone', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (value, reach) => {
          const bend = { reach };
          expect(unbent(bend, bent(bend, value))).toBeCloseTo(value, 6);
          expect(bent(bend, -value)).toBeCloseTo(-bent(bend, value), 12);
          expect(bent(bend, value + 1)).toBeGreaterThan(bent(bend, value));
        },
      ),
    );
    expect(bent(undefined, -40)).toBe(-40);
  });

  it('gives what is alive over a third of an axis that reaches down a hundred decades, where an even one gives it a tenth', () => {
    const part = (bend: typeof decades | undefined) =>
      (bent(bend, 6) - bent(bend, -6)) / (bent(bend, 10) - bent(bend, -110));
    expect(part(undefined)).toBeCloseTo(0.1, 9);
    expect(part(decades)).toBeGreaterThan(0.33);
    // Far out ten times as far is one and the same distance.
    const step = bent(decades, -1000) - bent(decades, -100);
    expect(bent(decades, -10_000) - bent(decades, -1000)).toBeCloseTo(step, 2);
  });

  it('is of logarithms alone; a rate is bent where as many decades are', () => {
    expect(bendOf(quantityTable.radius, defaultExperiment)).toBeUndefined();
    expect(bendOf(quantityTable['death-step'], defaultExperiment)).toBeUndefined();
    expect(bendOf(quantityTable.decades, defaultExperiment)).toEqual(decades);
    expect(bendOf(quantityTable['state-norm'], defaultExperiment)).toEqual(decades);
    expect(bendOf(quantityTable.rate, { ...defaultExperiment, steps: 200 })?.reach).toBeCloseTo(
      (6 * Math.LN10) / 200,
    );
  });
});

describe('ticks of a bent scale', () => {
  it('are zero and round numbers, none nearer to another than there is room', () => {
    expect(bentTicks(decades, [-110, 10], 10, true)).toEqual([-100, -50, -20, -10, -5, 0, 5, 10]);
    const rates = bentTicks({ reach: 0.14 }, [-2.4, 0.2], 9, false);
    expect(rates).toContain(0);
    expect(rates).toContain(-1);
    expect(rates.length).toBeGreaterThan(4);
  });

  it('are even where little is seen, and never outside or out of order', () => {
    expect(bentTicks(decades, [-31, -29], 6, true).length).toBeGreaterThan(2);
    fc.assert(
      fc.property(
        fc.double({ min: -500, max: 400, noNaN: true }),
        fc.double({ min: 0.01, max: 400, noNaN: true }),
        fc.integer({ min: 2, max: 20 }),
        fc.boolean(),
        (low, width, most, isDecades) => {
          const ticks = bentTicks(decades, [low, low + width], most, isDecades);
          expect(ticks.length).toBeLessThanOrEqual(3 * most + 3);
          expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
          for (const tick of ticks) {
            expect(tick).toBeGreaterThanOrEqual(low - 1e-6 * width);
            expect(tick).toBeLessThanOrEqual(low + width * (1 + 1e-6));
          }
        },
      ),
    );
  });
});
