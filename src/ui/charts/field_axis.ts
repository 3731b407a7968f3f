/** The axis of a map along one of its fields: in cells, so that all are of one size, with round numbers of the field as its ticks. */

import type uPlot from 'uplot';
import { fieldQuantities, type Quantity } from '../../analysis/quantities.ts';
import { type AxisField, type GridAxis, placeOf, valueAt } from '../../experiment/map_grid.ts';
import { withinSentence } from '../../language/nouns.ts';
import { axisLabel } from '../quantity_words.ts';
import type { Palette } from '../theme.ts';
import { plainAxis, plainNumbers } from './axes.ts';
import { pixel, typeScale } from './type_scale.ts';

/** CSS pixels between ticks, at least. */
const space = { x: 64, y: 34 } as const;

export function fieldAxis(palette: Palette, side: 'x' | 'y', axis: GridAxis<AxisField>): uPlot.Axis {
  const digits = digitsOf(axis);
  // What lies close together differs in its last digits alone: a long number needs more room.
  const room = side === 'x' ? Math.max(space.x, 8.5 * digits) : space.y;
  return {
    ...plainAxis(palette, side, {
      label: fieldWords(axis.field),
      values: (places) =>
        plainNumbers(
          places.map((place) => valueAt(axis, place)),
          digits,
        ),
    }),
    ...(side === 'x' && { space: room * typeScale() }),
    splits: ({ bbox }) => {
      const length = (side === 'x' ? bbox.width : bbox.height) / pixel();
      const places = roundNumbers(axis, Math.max(2, Math.floor(length / room))).map((value) =>
        placeOf(axis, value),
      );
      // A long number at the very end would be cut off.
      const most = axis.centres.length * (1 - Math.max(0, room / 2 - space.x / 2) / length);
      return side === 'x' ? places.filter((place) => place <= most) : places;
    },
  };
}

/** Significant digits that tell places along an axis apart. */
export function digitsOf({ edges }: GridAxis<AxisField>): number {
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return Math.min(16, Math.max(6, Math.ceil(Math.log10(largest / (high - low))) + 3));
}

/** "gain g", "hidden size N": along an axis. */
export function fieldWords(field: Pick<AxisField, 'key' | 'label' | 'symbol'>): string {
  const quantity: Quantity | undefined = Object.entries(fieldQuantities).find(
    ([key]) => key === field.key,
  )?.[1];
  if (quantity) return axisLabel(quantity);
  const symbol = field.symbol?.replace('_0', '₀').replace(/_(.)/, '($1)');
  return symbol ? `${withinSentence(field.label)} ${symbol}` : withinSentence(field.label);
}

/** At most so many round numbers within an axis; of whole numbers whole ones. */
export function roundNumbers({ field, edges }: GridAxis<AxisField>, most: number): number[] {
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  if (field.logarithmic && high > 20 * (low > 0 ? low : 1)) return roundRatios(low > 0 ? low : 1, high, most);
  const least = 10 ** Math.floor(Math.log10((high - low) / most));
  const base = field.kind === 'integer' ? Math.max(1, least) : least;
  const steps = [1, 2, 5, 10, 20]
    .map((first) => first * base)
    .filter((step) => field.kind !== 'integer' || Number.isInteger(step));
  const step = steps.find((one) => (high - low) / one <= most) ?? high - low;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from(
    { length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

/** 1, 2 and 5 of every decade, or the decades alone, or every so many of them. */
function roundRatios(low: number, high: number, most: number): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  const isWithin = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const all = decades
    .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
    .filter(isWithin);
  if (all.length <= most) return all;
  const whole = decades.map((power) => Number(`1e${power}`)).filter(isWithin);
  const every = Math.ceil(whole.length / most);
  return whole.filter((_, i) => i % every === 0);
}
