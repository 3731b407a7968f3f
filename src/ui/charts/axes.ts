/** Axes in the instrument's type: faint grid, decades as powers of ten, units in the label. */
import type uPlot from 'uplot';
import type { Quantity } from '../../analysis/quantities.ts';
import { significant, superscript } from '../numbers.ts';
import { axisLabel } from '../quantity_words.ts';
import type { Palette } from '../theme.ts';
import { pixel, typeScale } from './type_scale.ts';

/** The axis of a quantity, its numbers written as its scale wants them. */
export function quantityAxis(
  palette: Palette,
  side: 'x' | 'y',
  quantity: Quantity,
  { brief = false } = {},
): uPlot.Axis {
  const { scale } = quantity;
  const label = axisLabel(quantity, brief);
  if (scale === 'decades') return decadeAxis(palette, side, label);
  return { ...plainAxis(palette, side, { label }), ...(scale === 'step' && { incrs: wholeSteps }) };
}

/** 1, 2 and 5 times powers of ten. */
const roundSteps = (least: number, most: number): number[] =>
  Array.from({ length: most - least + 1 }, (_, i) =>
    [1, 2, 5].map((first) => Number(`${first}e${least + i}`)),
  ).flat();

/** Distances between ticks of time, which is counted, never split. */
export const wholeSteps = roundSteps(0, 7);

export interface AxisText {
  readonly label: string;
  /** All ticks of the axis at once, since they are of one notation; `plainNumbers` unless said. */
  readonly values?: (values: readonly number[]) => string[];
}

/** CSS pixels between ticks, at least. */
const space = { x: 56, y: 34 } as const;

export function plainAxis(
  palette: Palette,
  side: 'x' | 'y',
  { label, values = plainNumbers }: AxisText,
): uPlot.Axis {
  const scale = typeScale();
  const font = `${12 * scale}px system-ui, sans-serif`;
  return {
    scale: side,
    label,
    labelSize: 20 * scale,
    labelGap: side === 'x' ? -2 * scale : 0,
    size: side === 'x' ? 26 * scale : (_plot, texts) => scale * widthOf(texts),
    gap: 4 * scale,
    space: scale * space[side],
    incrs: roundSteps(-12, 12),
    stroke: palette.muted,
    font,
    labelFont: font,
    grid: { stroke: `${palette.ink}17`, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => values(splits),
  };
}

/** An axis of decades, log10 of what its label names: ticks at 10ᵏ, at 1–2–5·10ᵏ where it spans few. */
export function decadeAxis(palette: Palette, side: 'x' | 'y', label: string): uPlot.Axis {
  return {
    ...plainAxis(palette, side, { label, values: decadeNumbers }),
    splits: ({ bbox }, _axis, low, high) =>
      decadesWithin(low, high, (side === 'x' ? bbox.width : bbox.height) / space[side] / pixel()),
  };
}

/** Room for the longest text of a y axis, in pixels of a usual window; never less than for a common one. */
function widthOf(texts: readonly string[] | null): number {
  const longest = Math.max(0, ...(texts ?? []).map((text) => text.length));
  return Math.max(44, 10 + 6.5 * longest);
}

/** Ticks in one notation: as they are, to so many significant digits at most; as powers of ten where one of them is minute or huge. */
export function plainNumbers(values: readonly number[], digits = 6): string[] {
  const sizes = values.map((value) => Math.abs(Number(value.toPrecision(digits)))).filter((size) => size > 0);
  if (sizes.every((size) => size >= 1e-4 && size < 1e7))
    return values.map((value) => exactNumber(value, digits));
  return values.map((value) => {
    if (value === 0) return '0';
    const power = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
    return inPowers(Number((value / 10 ** power).toPrecision(digits)), power);
  });
}

/** A number as it is, to so many significant digits at most. */
export function exactNumber(value: number, digits: number): string {
  return significant(Number(value.toPrecision(digits)), tidy(value, digits));
}

/** Decades as numbers of one notation: as they are where all lie between a thousandth and ten thousand, as powers of ten elsewhere. */
export function decadeNumbers(decades: readonly number[]): string[] {
  const isShort = decades.every((value) => value > -3.001 && value < 4.001);
  return decades.map((value) => {
    if (isShort) return exactNumber(10 ** value, 6);
    const power = Math.floor(value + 1e-9);
    return inPowers(Number((10 ** (value - power)).toPrecision(6)), power);
  });
}

/** "10⁻⁴", "2·10⁻⁴", "10⁰". */
function inPowers(mantissa: number, power: number): string {
  const ten = `10${superscript(power)}`;
  return mantissa === 1 ? ten : `${exactNumber(mantissa, 6)}·${ten}`;
}

/** At most so many round numbers between two powers of ten: whole decades, or 1–2–5 of each, or even steps where there is less than one. */
export function decadesWithin(low: number, high: number, most: number): number[] {
  const room = Math.max(2, Math.floor(most));
  const span = high - low;
  if (span > 0.4 * room) {
    const step = wholeSteps.find((one) => span / one <= room) ?? span;
    return multiples(low, high, step);
  }
  const first = Math.floor(low);
  const rounder = Array.from({ length: Math.ceil(high) - first + 1 }, (_, k) =>
    [1, 2, 5].map((mantissa) => first + k + Math.log10(mantissa)),
  )
    .flat()
    .filter((value) => value >= low && value <= high);
  if (rounder.length > 2) return rounder;
  // In units of the first decade. The highest two stand closest.
  const [least, greatest] = [10 ** (low - first), 10 ** (high - first)];
  const step = roundSteps(-12, 1).find(
    (one) => greatest > one && Math.log10(greatest / (greatest - one)) >= span / room,
  );
  const even =
    step === undefined ? [] : multiples(least, greatest, step).map((number) => first + Math.log10(number));
  return even.length < rounder.length ? rounder : even;
}

/** At most so many even steps of 1, 2 or 5 times a power of ten, and the numbers between two that they lead to. */
export function evenly(low: number, high: number, most: number): number[] {
  const least = (high - low) / most;
  const power = Math.floor(Math.log10(least));
  const step = [1, 2, 5].map((first) => Number(`${first}e${power}`)).find((one) => one >= least);
  return multiples(low, high, step ?? Number(`1e${power + 1}`));
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  return Array.from(
    { length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

/** As many significant digits as the number itself has. */
function tidy(value: number, digits: number): number {
  return Math.max(
    1,
    value
      .toPrecision(digits)
      .replace(/e.*$/, '')
      .replace(/^-?0?\.?0*/, '')
      .replace('.', '')
      .replace(/0+$/, '').length,
  );
}
