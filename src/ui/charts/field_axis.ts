/** The axis of a map along one of its fields: in cells, so that all are of one size, with round numbers of the field as its ticks. */
import type uPlot from 'uplot';
import { fieldQuantities, type Quantity } from '../../analysis/quantities.ts';
import type { Field } from '../../experiment/fields.ts';
import { type GridAxis, placeOf, valueAt } from '../../experiment/map_grid.ts';
import { axisLabel } from '../quantity_words.ts';
import type { Palette } from '../theme.ts';
import { plainAxis, plainNumber } from './axes.ts';

/** CSS pixels between ticks, at least. */
const space = { x: 64, y: 34 } as const;

export function fieldAxis(palette: Palette, side: 'x' | 'y', axis: GridAxis): uPlot.Axis {
  return {
    ...plainAxis(palette, side, {
      label: fieldWords(axis.field),
      values: (place) => plainNumber(Number(valueAt(axis, place).toPrecision(6))),
    }),
    splits: ({ bbox }) => {
      const length = side === 'x' ? bbox.width : bbox.height;
      return roundNumbers(axis, Math.max(2, Math.floor(length / devicePixelRatio / space[side]))).map(
        (value) => placeOf(axis, value),
      );
    },
  };
}

/** "gain g", "hidden size N": along an axis. */
export function fieldWords(field: Field): string {
  const quantity: Quantity | undefined = Object.entries(fieldQuantities).find(
    ([key]) => key === field.key,
  )?.[1];
  if (quantity) return axisLabel(quantity);
  const symbol = field.symbol?.replace('_0', '₀').replace(/_(.)/, '($1)');
  return symbol ? `${field.label.toLowerCase()} ${symbol}` : field.label.toLowerCase();
}

/** At most so many round numbers within an axis; of whole numbers whole ones. */
function roundNumbers(axis: GridAxis, most: number): number[] {
  const { field, edges } = axis;
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  if (field.logarithmic && high > 20 * Math.max(1, low)) {
    const all = [1, 2, 5].flatMap((first) => Array.from({ length: 8 }, (_, power) => first * 10 ** power));
    const within = all.filter((value) => value >= low && value <= high).sort((a, b) => a - b);
    return within.length <= most ? within : within.filter((value) => /^10*$/.test(String(value)));
  }
  const steps = Array.from({ length: 14 }, (_, power) =>
    [1, 2, 2.5, 5].map((first) => first * 10 ** (power - 6)),
  )
    .flat()
    .filter((step) => field.kind !== 'integer' || Number.isInteger(step));
  const step = steps.find((one) => (high - low) / one <= most) ?? high - low;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from(
    { length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) },
    (_, i) => (first + i) * step,
  );
}
