/** The whole box of experiments that the fields allow, as a unit cube: what checks are drawn from. */
import type { Experiment } from './experiment.ts';
import { defaultExperiment, type Field, fields } from './fields.ts';

/** Limits closer than a field's own, for what costs time. */
export type Limits = Readonly<Record<string, readonly [minimum: number, maximum: number]>>;

/** Coordinates of the cube. */
export const dimensions = fields.length;

/** The experiment at a point of the cube [dimensions], of numbers from 0 to below 1: a field for each. */
export function experimentAt(point: readonly number[], limits: Limits = {}): Experiment {
  const values = fields.map((field, place) => [field.key, valueAt(field, point[place] ?? 0, limits)]);
  return { ...defaultExperiment, ...Object.fromEntries(values) };
}

function valueAt(field: Field, share: number, limits: Limits): string | number | boolean {
  if (field.kind === 'flag') return share >= 0.5;
  if (field.kind === 'choice') {
    return field.options[Math.floor(share * field.options.length)]?.value ?? field.usual;
  }
  const [minimum, maximum] = limits[field.key] ?? [field.minimum, field.maximum];
  const whole = field.kind === 'integer';
  // The last of whole numbers has as much room as the others.
  const span = maximum - minimum + (whole ? 1 : 0);
  const value =
    minimum +
    (field.logarithmic ? field.step * Math.expm1(share * Math.log1p(span / field.step)) : share * span);
  return whole ? Math.min(Math.floor(value), maximum) : value;
}
