/** Axes in the instrument's type: faint grid, decades as powers of ten, units in the label. */
import type uPlot from 'uplot';
import type { Quantity } from '../../analysis/quantities.ts';
import { powerOfTen, significant } from '../numbers.ts';
import { axisLabel } from '../quantity_words.ts';
import type { Palette } from '../theme.ts';

/** The axis of a quantity, its numbers written as its scale wants them. */
export function quantityAxis(
  palette: Palette,
  side: 'x' | 'y',
  quantity: Quantity,
  { brief = false } = {},
): uPlot.Axis {
  const { scale } = quantity;
  const values = scale === 'decades' ? decadeNumber : plainNumber;
  return {
    ...plainAxis(palette, side, { label: axisLabel(quantity, brief), values }),
    ...(scale === 'decades' && decadeTicks[side]),
    ...(scale === 'step' && { incrs: wholeSteps }),
  };
}

/** Distances between ticks of time, which is counted, never split. */
export const wholeSteps = [0, 1, 2, 3, 4, 5, 6]
  .flatMap((power) => [1, 2, 2.5, 5].map((first) => first * 10 ** power))
  .filter(Number.isInteger);

export interface AxisText {
  readonly label: string;
  readonly values: (value: number) => string;
}

/** CSS pixels between ticks, at least. */
const space = { x: 64, y: 34 } as const;

export function plainAxis(palette: Palette, side: 'x' | 'y', { label, values }: AxisText): uPlot.Axis {
  return {
    scale: side,
    label,
    labelSize: 20,
    labelGap: side === 'x' ? -2 : 0,
    size: side === 'x' ? 26 : (_plot, texts) => widthOf(texts),
    gap: 4,
    space: space[side],
    stroke: palette.muted,
    font: '12px system-ui, sans-serif',
    labelFont: '12px system-ui, sans-serif',
    grid: { stroke: `${palette.ink}17`, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map(values),
  };
}

/** Room for the longest text of a y axis, in CSS pixels; never less than for a common one. */
function widthOf(texts: readonly string[] | null): number {
  const longest = Math.max(0, ...(texts ?? []).map((text) => text.length));
  return Math.max(44, 10 + 6.5 * longest);
}

export const plainNumber = (value: number): string => significant(Number(value.toPrecision(6)), tidy(value));

/** 10ᵏ for a whole decade; between them, where an axis spans few, the number or 2·10ᵏ, 5·10ᵏ. */
export const decadeNumber = (value: number): string => {
  const decade = Math.round(value);
  if (Math.abs(value - decade) < 1e-6) return powerOfTen(decade);
  const exponent = Math.floor(value);
  const mantissa = 10 ** (value - exponent);
  const round = Math.abs(mantissa - Math.round(mantissa)) < 1e-6;
  if (round && (exponent < -3 || exponent > 3)) return `${Math.round(mantissa)}·${powerOfTen(exponent)}`;
  return significant(
    10 ** value,
    round ? 1 : Math.abs(10 * mantissa - Math.round(10 * mantissa)) < 1e-6 ? 2 : 3,
  );
};

/** Distances between whole decades. */
const wholeDecades = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((power) =>
  [1, 2, 5].map((first) => first * 10 ** power),
);

/** An axis of decades: ticks at 10ᵏ, at 1–2–5·10ᵏ where it spans few. */
export const decadeTicks: Readonly<Record<'x' | 'y', Pick<uPlot.Axis, 'splits'>>> = {
  x: { splits: ({ bbox }, _axis, low, high) => decadesWithin(low, high, bbox.width / space.x) },
  y: { splits: ({ bbox }, _axis, low, high) => decadesWithin(low, high, bbox.height / space.y) },
};

/** At most as many ticks as there is room for, in device pixels a tick. */
function decadesWithin(low: number, high: number, ticks: number): number[] {
  const room = Math.max(2, Math.floor(ticks / devicePixelRatio));
  const span = high - low;
  if (span > 0.4 * room)
    return multiples(low, high, wholeDecades.find((step) => span / step <= room) ?? span);
  const at = (mantissas: readonly number[]) => {
    const first = Math.floor(low);
    return Array.from({ length: Math.ceil(high) - first + 1 }, (_, k) =>
      mantissas.map((mantissa) => first + k + Math.log10(mantissa)),
    )
      .flat()
      .filter((value) => value >= low && value <= high);
  };
  const rounder = at([1, 2, 5]);
  const inside = rounder.length > 2 ? rounder : at([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8]);
  return inside.length > 2 ? inside : multiples(low, high, 10 ** Math.floor(Math.log10(span / 2)));
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step);
  return Array.from(
    { length: Math.max(0, Math.floor(high / step) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

/** As many significant digits as the number itself has. */
function tidy(value: number): number {
  return Math.max(
    1,
    value
      .toPrecision(6)
      .replace(/^-?0?\.?0*/, '')
      .replace('.', '')
      .replace(/0+$/, '').length,
  );
}
