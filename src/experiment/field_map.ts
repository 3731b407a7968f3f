/**
 * A map of any two fields: which two and how far, and what is read of the networks in each cell. Every cell has the same
 * networks, those with the numbers 0, 1, 2 …: what differs between two cells is what their fields did, not what was drawn,
 * and a cell is an ordinary experiment that anybody may measure alone. In an address a map stands as
 * `gain=0.1:3,input-scale=0:2,cells=32x32,networks=32`.
 */
import { say } from '../language/say.ts';
import { type QuantityName, quantityNames } from './axes.ts';
import { Entries } from './entries.ts';
import { bounds, type Experiment, mapAxis, namesOf } from './experiment.ts';
import { FieldError } from './field_error.ts';
import { parseChoice, parseField, parseInteger } from './field_text.ts';
import {
  type Field,
  fields,
  fieldTable,
  type IntegerField,
  type RealField,
  type SpanField,
} from './fields.ts';

/** What a map may be over: every field that is a number, but for those that only say which networks are drawn. */
export type MapField = IntegerField | RealField | SpanField;

export const mapFields: readonly MapField[] = fields.filter(isMapField);

export type MapFieldKey = MapField['key'];

/** From where to where a map goes in one of its fields. Plain data, as a choice is: it travels to a worker. */
export interface MapRange {
  readonly field: MapFieldKey;
  readonly from: number;
  readonly to: number;
}

/** What is read of the networks of a cell. A fraction is of all of them, whatever the quantity. */
export const mapReadings = {
  median: { label: say`Median` },
  spread: { label: 'Spread (p90 − p10)' },
  growing: { label: 'Fraction with λ > 0' },
  vanishing: { label: 'Fraction vanishing' },
  exploding: { label: 'Fraction exploding' },
  dead: { label: 'Fraction dead' },
} as const;
export type MapReading = keyof typeof mapReadings;

export interface MapChoice {
  /** To the right, and upwards. */
  readonly x: MapRange;
  readonly y: MapRange;
  /** Cells to the right at most: of whole numbers there may be fewer. */
  readonly columns: number;
  readonly rows: number;
  /** Networks in each cell. */
  readonly networks: number;
  readonly quantity: QuantityName;
  readonly reading: MapReading;
}

/** Limits of a map. */
export const mapLimits = {
  cells: { minimum: 2, maximum: 256 },
  networks: { minimum: 1, maximum: 1024 },
  /** Numbers that are kept: of every network its quantity. */
  numbers: 2 ** 22,
} as const;

const usual = { columns: 32, rows: 32, networks: 32, quantity: 'rate', reading: 'median' } as const;

/** The map of an experiment unless a person says otherwise: its ranges, where it has some. */
export function usualMap(experiment: Experiment): MapChoice {
  const { gain } = experiment;
  const upwards = mapAxis(experiment) ?? 'inputScale';
  const [from, to] = bounds(experiment[upwards]);
  return {
    x: { field: 'gain', ...(typeof gain === 'object' ? ends(gain) : { from: 0.1, to: 3 }) },
    y: { field: upwards, ...(from < to ? { from, to } : { from: 0, to: 2 }) },
    ...usual,
  };
}

/** A range of a field, as text. @throws {FieldError} */
export function parseMapRange(field: MapField, text: string): MapRange {
  const parts = text.split(':', 3);
  const [from = Number.NaN, to = Number.NaN] = parts.map((part) => {
    const value = parseField(field, part);
    return typeof value === 'number' ? value : Number.NaN;
  });
  if (parts.length === 2 && from < to) return { field: field.key, from, to };
  throw new FieldError(
    field.name,
    `a range such as ${field.minimum}:${field.maximum}, its from below its to`,
    text,
  );
}

/** Cells to the right and upwards: 64x48. @throws {FieldError} */
export function parseCells(text: string): { columns: number; rows: number } {
  const { minimum, maximum } = mapLimits.cells;
  const [, right, up] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  const [columns, rows] = [Number(right), Number(up)];
  const isWithin = (count: number) => count >= minimum && count <= maximum;
  if (isWithin(columns) && isWithin(rows)) return { columns, rows };
  throw new FieldError('cells', `two whole numbers from ${minimum} to ${maximum} such as 64x64`, text);
}

/** Networks in a cell. @throws {FieldError} */
export function parseCellNetworks(name: string, text: string): number {
  return parseInteger(name, mapLimits.networks.minimum, mapLimits.networks.maximum, text);
}

/** Why a map is too large, as a clause; undefined where it is not. */
export function tooLarge({
  columns,
  rows,
  networks,
}: Omit<MapChoice, 'x' | 'y' | 'quantity' | 'reading'>): string | undefined {
  const numbers = columns * rows * networks;
  return numbers > mapLimits.numbers
    ? `a map of ${columns} × ${rows} cells of ${networks} networks is of ${numbers} networks; ${mapLimits.numbers} are allowed`
    : undefined;
}

/** What a map is in an address. @throws {FieldError} for a text that is none */
export function parseMap(text: string): MapChoice {
  const entries = new Entries(text);
  const isField = (name: string) => mapFields.some((field) => field.name === name);
  const [x, y, ...more] = entries.takeAll(isField).flatMap(([name, value]) => {
    const field = mapFields.find((one) => one.name === name);
    return field ? [parseMapRange(field, value)] : [];
  });
  if (!x || !y || more.length > 0 || x.field === y.field)
    throw new FieldError(
      'map',
      'two different fields with a range each, such as gain=0.1:3,input-scale=0:2',
      text,
    );
  const choice: MapChoice = {
    ...{ x, y, ...usual },
    ...entries.take('cells', parseCells),
    ...named(
      'networks',
      entries.take('networks', (value) => parseCellNetworks('networks', value)),
    ),
    ...named(
      'quantity',
      entries.take('quantity', (value) => parseChoice('quantity', quantityNames, value)),
    ),
    ...named(
      'reading',
      entries.take('reading', (value) => parseChoice('reading', namesOf(mapReadings), value)),
    ),
  };
  const { unknown } = entries;
  if (unknown !== undefined)
    throw new FieldError('map', 'fields, cells, networks, quantity and reading', unknown);
  const large = tooLarge(choice);
  if (large !== undefined) throw new FieldError('map', `smaller (${large})`, text);
  return choice;
}

/** The text that {@link parseMap} reads. */
export function formatMap({ x, y, columns, rows, networks, quantity, reading }: MapChoice): string {
  const range = ({ field, from, to }: MapRange) => `${fieldTable[field].name}=${from}:${to}`;
  return [
    ...[range(x), range(y), `cells=${columns}x${rows}`, `networks=${networks}`],
    ...(quantity === usual.quantity ? [] : [`quantity=${quantity}`]),
    ...(reading === usual.reading ? [] : [`reading=${reading}`]),
  ].join(',');
}

function ends([from, to]: readonly [number, number]) {
  return { from, to };
}

function named<Name extends string, Value>(name: Name, value: Value | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function isMapField(field: Field): field is MapField {
  const isNumber = field.kind === 'integer' || field.kind === 'real' || field.kind === 'span';
  return isNumber && field.key !== 'seed' && field.key !== 'networks';
}
