/** Axes in the instrument's type: faint grid, decades as powers of ten, units in the label. */
import type uPlot from 'uplot';
import { powerOfTen, significant } from '../numbers.ts';
import type { Palette } from '../theme.ts';

export interface AxisText {
  readonly label: string;
  readonly values: (value: number) => string;
}

export function plainAxis(palette: Palette, side: 'x' | 'y', { label, values }: AxisText): uPlot.Axis {
  return {
    scale: side,
    label,
    labelSize: 20,
    labelGap: side === 'x' ? -2 : 0,
    size: side === 'x' ? 26 : (_plot, texts) => widthOf(texts),
    gap: 4,
    space: side === 'x' ? 64 : 34,
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

/** 10ᵏ for a whole decade; the number itself between them, where an axis spans few. */
export const decadeNumber = (value: number): string => {
  const decade = Math.round(value);
  return Math.abs(value - decade) < 1e-6 ? powerOfTen(decade) : significant(10 ** value, 2);
};

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
