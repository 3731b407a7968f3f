/** The cells of a map: where each stands in its two fields, and the experiment that it is. */
import type { Experiment } from './experiment.ts';
import type { MapChoice, MapField, MapRange } from './field_map.ts';
import { effective, fields, fieldTable } from './fields.ts';

/** What cells along an axis depend on. */
export interface AxisField {
  readonly key: string;
  readonly label: string;
  readonly symbol?: string;
  readonly kind: string;
  readonly logarithmic: boolean;
}

/** Cells along one field. */
export interface GridAxis<Axis extends AxisField = MapField> {
  readonly field: Axis;
  /** The value of each cell, ascending. */
  readonly centres: readonly number[];
  /** Where a cell ends and the next begins: one more than there are cells. */
  readonly edges: readonly number[];
}

type Cells = Pick<GridAxis, 'centres' | 'edges'>;

/** Equal parts; of a field of many orders of magnitude equal ones of its slider. Of whole numbers each is a cell at most once. */
export function gridAxis({ field: key, from, to }: MapRange, cells: number): GridAxis {
  const field: MapField = fieldTable[key];
  const place = (value: number) => (field.logarithmic ? Math.log1p(value / field.step) : value);
  const value = (at: number) => (field.logarithmic ? field.step * Math.expm1(at) : at);
  const along = (part: number) => value(place(from) + (place(to) - place(from)) * part);
  return cellsAlong(field, { from, to }, cells, along, tidy);
}

/**
 * Equal parts of an axis by a way along it, 0 … 1.
 * @param rounded a centre as it is to be used
 */
export function cellsAlong<Axis extends AxisField>(
  field: Axis,
  { from, to }: { readonly from: number; readonly to: number },
  cells: number,
  along: (part: number) => number,
  rounded: (value: number) => number = (value) => value,
): GridAxis<Axis> {
  if (field.kind !== 'integer') {
    return {
      field,
      centres: Array.from({ length: cells }, (_, i) => rounded(along((i + 0.5) / cells))),
      edges: Array.from({ length: cells + 1 }, (_, i) => along(i / cells)),
    };
  }
  const whole = to - from + 1;
  const centres =
    whole <= cells
      ? Array.from({ length: whole }, (_, i) => from + i)
      : [...new Set(Array.from({ length: cells }, (_, i) => Math.round(along((i + 0.5) / cells))))];
  const between = centres.slice(1).map((centre, i) => (centre + (centres[i] ?? centre)) / 2);
  const [first = from, last = to] = [centres[0], centres.at(-1)];
  return {
    field,
    centres,
    edges: [Math.min(from, first - 0.5), ...between, Math.max(to, last + 0.5)],
  };
}

/** The value at a place along an axis, counted in cells from the left edge: 0.5 is the first cell's centre. */
export function valueAt({ centres, edges }: Cells, place: number): number {
  const cell = Math.min(centres.length - 1, Math.max(0, Math.floor(place)));
  const [left, centre, right] = [edges[cell] ?? 0, centres[cell] ?? 0, edges[cell + 1] ?? 0];
  const part = place - cell;
  return part < 0.5 ? left + (centre - left) * 2 * part : centre + (right - centre) * (2 * part - 1);
}

/** The place of a value, likewise. */
export function placeOf({ centres, edges }: Cells, value: number): number {
  const cell = Math.min(
    centres.length - 1,
    Math.max(
      0,
      edges.findLastIndex((edge) => edge <= value),
    ),
  );
  const [left, centre, right] = [edges[cell] ?? 0, centres[cell] ?? 0, edges[cell + 1] ?? 0];
  return (
    cell +
    (value < centre ? (value - left) / (centre - left) / 2 : 0.5 + (value - centre) / (right - centre) / 2)
  );
}

/** Cells from one corner to the other, both among them. */
export interface CellArea {
  readonly columns: readonly [first: number, last: number];
  readonly rows: readonly [first: number, last: number];
}

export interface MapGrid {
  readonly x: GridAxis;
  readonly y: GridAxis;
}

export function gridOf({ x, y, columns, rows }: MapChoice): MapGrid {
  return { x: gridAxis(x, columns), y: gridAxis(y, rows) };
}

/** The experiment of a cell: its networks are all that is measured there. */
export function cellExperiment(
  base: Experiment,
  { x, y }: MapGrid,
  { column, row, networks }: { readonly column: number; readonly row: number; readonly networks: number },
): Experiment {
  const values = { [x.field.key]: x.centres[column], [y.field.key]: y.centres[row] };
  return effective({ ...settled(base), ...values, networks });
}

/** An experiment with the middle of every range in its place: a map has no other ranges than its own. */
export function settled(experiment: Experiment): Experiment {
  const middles = fields.flatMap((field) => {
    const value = experiment[field.key];
    return typeof value === 'object' ? [[field.key, tidy((value[0] + value[1]) / 2)]] : [];
  });
  return { ...experiment, ...Object.fromEntries(middles) };
}

/** The same place, without the dust of binary fractions: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
