/** Names on a chart: none on another, none on a line where there is room elsewhere, always at the same places. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, LabelRoom, type Place } from '../../src/ui/charts/label_room.ts';

const area: Box = { left: 50, right: 450, top: 20, bottom: 220 };
const room = () => new LabelRoom(area, 1);

/** Places every 10 pixels, the first the cheapest. */
const everywhere: readonly Place[] = Array.from({ length: 40 * 20 }, (_, i) => ({
  left: area.left + 10 * (i % 40),
  middle: area.top + 10 * Math.floor(i / 40),
  cost: i / 800,
}));

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe('names', () => {
  it('never overlap, stay within the plot, and take the same places again', () => {
    const widths = fc.array(fc.double({ min: 5, max: 300, noNaN: true }), { maxLength: 30 });
    const dots = fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 250, noNaN: true }),
        fc.constantFrom('points' as const, 'line' as const),
      ),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(widths, dots, (all, covered) => {
        const place = () => {
          const one = room();
          for (const [x, y, what] of covered) one.cover(x, y, what);
          return all.flatMap((width) => one.take(width, everywhere) ?? []);
        };
        const boxes = place();
        boxes.forEach((box, i) => {
          expect(box.left).toBeGreaterThanOrEqual(area.left);
          expect(box.right).toBeLessThanOrEqual(area.right);
          expect(box.top).toBeGreaterThanOrEqual(area.top);
          expect(box.bottom).toBeLessThanOrEqual(area.bottom);
          for (const other of boxes.slice(0, i)) expect(overlap(box, other)).toBe(false);
        });
        expect(place()).toEqual(boxes);
      }),
    );
  });

  it('leave lines free, and points where they can', () => {
    const one = room();
    for (let x = area.left; x < area.right; x += 2) one.cover(x, 60, 'line');
    for (let x = area.left; x < area.right; x += 3)
      for (let y = 20; y < 50; y += 3) one.cover(x, y, 'points');
    const box = one.take(80, everywhere);
    expect(box?.top).toBeGreaterThan(60);
    // Better on points than left out; on a line only without any other place.
    expect(one.take(80, [{ left: 100, middle: 35, cost: 0 }], 1.3)).toBeDefined();
    expect(one.take(80, [{ left: 200, middle: 60, cost: 0 }], 1.3)).toBeUndefined();
    expect(one.take(80, [{ left: 200, middle: 60, cost: 0 }])).toBeDefined();
  });

  it('stand beside the line that they name, not beyond another', () => {
    const one = room();
    for (let x = area.left; x < area.right; x += 2) {
      one.cover(x, 100, 'line');
      one.cover(x, 122, 'line');
    }
    const name = (middle: number, cost: number): Place => ({
      ...{ left: 200, middle, cost },
      stalk: { from: [240, 122], to: [240, middle] },
    });
    expect(one.take(80, [name(86, 0), name(136, 0.2)])?.top).toBe(128.5);
  });

  it('are moved into the plot, and left out where it is too small', () => {
    expect(room().take(80, [{ left: 440, middle: 5, cost: 0 }])).toEqual({
      left: 366,
      right: 446,
      top: 20,
      bottom: 35,
    });
    const small = new LabelRoom({ left: 0, right: 40, top: 0, bottom: 100 }, 1);
    expect(small.take(80, [{ left: 0, middle: 50, cost: 0 }])).toBeUndefined();
  });
});

it('names keep clear of a button that lies on the chart', () => {
  const button: Box = { left: 300, right: 440, top: 30, bottom: 60 };
  const here: Place[] = [
    { left: 310, middle: 45, cost: 0 },
    { left: 310, middle: 120, cost: 0.5 },
  ];
  expect(room().take(80, here)).toMatchObject({ top: 37.5 });
  const beside = new LabelRoom(area, 1, [button]);
  expect(beside.take(80, here)).toMatchObject({ top: 112.5 });
});
