/** Ticks: round numbers, as many as there is room for, all of an axis in one notation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decadeNumbers, decadesWithin, evenly, plainNumbers } from '../../src/ui/charts/axes.ts';

/** The first digit of a number, if that is all there is to it. */
function leading(value: number): number {
  const [mantissa = ''] = Math.abs(value).toPrecision(9).split('e');
  return Number(mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, ''));
}

const isPower = (text: string) => /10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(text);

describe('decades', () => {
  const axis = fc
    .tuple(fc.double({ min: -400, max: 300, noNaN: true }), fc.double({ min: 1e-3, max: 700, noNaN: true }))
    .map(([low, span]) => [low, low + span] as const);

  it('are written in one notation', () => {
    fc.assert(
      fc.property(axis, fc.integer({ min: 2, max: 20 }), ([low, high], room) => {
        const ticks = decadesWithin(low, high, room);
        const texts = decadeNumbers(ticks);
        expect(new Set(texts).size).toBe(texts.length);
        expect(new Set(texts.map(isPower)).size).toBeLessThanOrEqual(1);
        for (const text of texts) expect(text).not.toMatch(/NaN|∞|e[+-]/);
      }),
    );
  });

  it('are whole, or 1, 2 and 5 of each, or even steps of 1, 2 or 5 where there is less than one', () => {
    fc.assert(
      fc.property(axis, fc.integer({ min: 2, max: 20 }), ([low, high], room) => {
        const ticks = decadesWithin(low, high, room);
        if (ticks.length < 2 || ticks.every((tick) => Math.abs(tick - Math.round(tick)) < 1e-9)) return;
        const first = Math.floor(low);
        const numbers = ticks.map((tick) => 10 ** (tick - first));
        const steps = numbers.slice(1).map((number, i) => number - (numbers[i] ?? 0));
        const [step = 0] = steps;
        const isRound = (number: number) => [1, 2, 5].includes(leading(Number(number.toPrecision(5))));
        const isEven = isRound(step) && steps.every((other) => Math.abs(other / step - 1) < 1e-6);
        expect(isEven || numbers.every(isRound)).toBe(true);
        // Within the axis, and not closer than there is room for.
        const closest = Math.min(...ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0)));
        expect(ticks.every((tick) => tick >= low - 1e-9 && tick <= high + 1e-9)).toBe(true);
        if (isEven && !numbers.every(isRound))
          expect(closest).toBeGreaterThan(((high - low) / room) * (1 - 1e-6));
      }),
    );
  });

  it('say what they always said wrong', () => {
    // 0.01 … 6 of a loss; 5 … 20; and a little about 6.3.
    expect(decadeNumbers(decadesWithin(-2, 0.8, 9))).toEqual([
      ...['0.01', '0.02', '0.05', '0.1', '0.2', '0.5', '1', '2', '5'],
    ]);
    expect(decadeNumbers([Math.log10(5), 1, Math.log10(20)])).toEqual(['5', '10', '20']);
    expect(decadeNumbers(decadesWithin(0.78, 0.82, 5))).toEqual(['6.2', '6.4', '6.6']);
    expect(decadeNumbers([-100, -50, 0])).toEqual(['10⁻¹⁰⁰', '10⁻⁵⁰', '10⁰']);
    expect(decadeNumbers([-4, -4 + Math.log10(2), -3])).toEqual(['10⁻⁴', '2·10⁻⁴', '10⁻³']);
  });
});

describe('plain numbers', () => {
  it.each([
    [
      [0, 0.5, 1],
      ['0', '0.5', '1'],
    ],
    [
      [-0.002, 0, 0.002],
      ['−0.002', '0', '0.002'],
    ],
    [
      [0.00005, 0.0001],
      ['5·10⁻⁵', '10⁻⁴'],
    ],
    [
      [0, 2e7, 4e7],
      ['0', '2·10⁷', '4·10⁷'],
    ],
  ])('%j', (values, texts) => {
    expect(plainNumbers(values)).toEqual(texts);
  });

  it('stand 1, 2 or 5 times a power of ten apart', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        fc.integer({ min: 3, max: 12 }),
        (low, span, most) => {
          const ticks = evenly(low, low + span, most);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          expect(ticks.length).toBeGreaterThan(0);
          const [first = 0, second] = ticks;
          if (second !== undefined)
            expect([1, 2, 5]).toContain(leading(Number((second - first).toPrecision(4))));
          expect(new Set(plainNumbers(ticks, 12)).size).toBe(ticks.length);
        },
      ),
    );
  });
});
