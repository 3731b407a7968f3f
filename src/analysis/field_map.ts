/** A map of two fields: the numbers of every cell's networks, and what is read of them. */
import type { MapReading } from '../experiment/field_map.ts';
import { entry } from '../networks/vector.ts';
import type { CellNumbers } from './level_lines.ts';
import { phaseOf } from './phase.ts';
import { quantile } from './quantile.ts';
import type { Quantity } from './quantities.ts';

/** Cells that have been measured, and the numbers of their networks. */
export interface MeasuredCells {
  /** Which: row · columns + column. */
  readonly cells: Uint32Array;
  /** The quantity, [cells × networks]; NaN where a network has none. */
  readonly values: Float64Array;
  /** log10(‖∂L/∂state_0‖/‖∂L/∂state_T‖), [cells × networks]: what phases are told by. */
  readonly ratios: Float64Array;
}

export interface MapSize {
  readonly columns: number;
  readonly rows: number;
  readonly networks: number;
}

export class FieldMap implements MapSize {
  readonly columns: number;
  readonly rows: number;
  readonly networks: number;
  readonly #values: Float64Array;
  readonly #ratios: Float64Array;
  readonly #isMeasured: Uint8Array;
  #count = 0;

  constructor({ columns, rows, networks }: MapSize) {
    this.columns = columns;
    this.rows = rows;
    this.networks = networks;
    this.#values = new Float64Array(columns * rows * networks).fill(Number.NaN);
    this.#ratios = new Float64Array(columns * rows * networks).fill(Number.NaN);
    this.#isMeasured = new Uint8Array(columns * rows);
  }

  /** Cells measured so far. */
  get count(): number {
    return this.#count;
  }

  has(cell: number): boolean {
    return this.#isMeasured[cell] === 1;
  }

  take({ cells, values, ratios }: MeasuredCells): void {
    const { networks } = this;
    cells.forEach((cell, i) => {
      if (!this.has(cell)) this.#count += 1;
      this.#isMeasured[cell] = 1;
      this.#values.set(values.subarray(i * networks, (i + 1) * networks), cell * networks);
      this.#ratios.set(ratios.subarray(i * networks, (i + 1) * networks), cell * networks);
    });
  }

  /** All that has been measured: what another map may go on from. */
  measured(): MeasuredCells {
    const cells = Uint32Array.from(this.#isMeasured.keys()).filter((cell) => this.has(cell));
    const { networks } = this;
    const values = new Float64Array(cells.length * networks);
    const ratios = new Float64Array(cells.length * networks);
    cells.forEach((cell, i) => {
      values.set(this.valuesOf(cell), i * networks);
      ratios.set(this.ratiosOf(cell), i * networks);
    });
    return { cells, values, ratios };
  }

  valuesOf(cell: number): Float64Array {
    return this.#values.subarray(cell * this.networks, (cell + 1) * this.networks);
  }

  ratiosOf(cell: number): Float64Array {
    return this.#ratios.subarray(cell * this.networks, (cell + 1) * this.networks);
  }

  /** Networks of a cell that have a number. */
  countOf(cell: number): number {
    return this.valuesOf(cell).reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
  }

  /** What is read of a cell; NaN of one that is not measured, or where no network has a number. */
  read(cell: number, reading: MapReading): number {
    if (!this.has(cell)) return Number.NaN;
    if (reading === 'median') return quantile(numbersOf(this.valuesOf(cell)), 0.5);
    if (reading === 'spread') {
      const values = numbersOf(this.valuesOf(cell));
      return quantile(values, 0.9) - quantile(values, 0.1);
    }
    return indicators(this.ratiosOf(cell), reading).reduce((sum, one) => sum + one, 0) / this.networks;
  }

  /** The same of every cell, row-major. */
  readAll(reading: MapReading): CellNumbers {
    const { columns, rows } = this;
    return {
      ...{ columns, rows },
      values: Float64Array.from({ length: columns * rows }, (_, cell) => this.read(cell, reading)),
    };
  }
}

/** The level that a map's boundary is at: where a gradient keeps its norm, ρ is 1, or half of the networks are so; undefined where there is none. */
export function levelOf({ scale, radiusOf }: Quantity, reading: MapReading): number | undefined {
  if (reading === 'spread') return undefined;
  if (reading !== 'median') return 0.5;
  if (scale === 'rate' || scale === 'decades') return 0;
  return radiusOf === undefined ? undefined : 1;
}

/** 1 for each network that a fraction counts, else 0. */
export function indicators(
  ratios: Float64Array,
  fraction: Exclude<MapReading, 'median' | 'spread'>,
): Float64Array {
  return ratios.map((ratio) => Number(fraction === 'growing' ? ratio > 0 : phaseOf(ratio) === fraction));
}

/** Those that are numbers, in an array of their own. */
export function numbersOf(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}

/** The same cells, each that has no number with that of the nearest that has one (in cells, along the axes); as they are where none has. */
export function filled({ columns, rows, values }: CellNumbers): CellNumbers {
  const full = values.slice();
  let front = [...values.keys()].filter((cell) => !Number.isNaN(entry(values, cell)));
  while (front.length > 0) {
    const next: number[] = [];
    for (const cell of front) {
      const column = cell % columns;
      const neighbours = [
        ...(column > 0 ? [cell - 1] : []),
        ...(column < columns - 1 ? [cell + 1] : []),
        ...(cell >= columns ? [cell - columns] : []),
        ...(cell < columns * (rows - 1) ? [cell + columns] : []),
      ];
      for (const neighbour of neighbours) {
        if (!Number.isNaN(entry(full, neighbour))) continue;
        full[neighbour] = entry(full, cell);
        next.push(neighbour);
      }
    }
    front = next;
  }
  return { columns, rows, values: full };
}
