/**
 * The order in which a map is measured: a coarse grid first, then ever finer ones where the boundary runs, then the same
 * everywhere else. So the boundary is as fine as it will be long before the rest is.
 */
import { entry } from '../networks/vector.ts';
import { filled } from './field_map.ts';
import type { CellNumbers } from './level_lines.ts';

/** Cells a side of the coarse grid, about. */
const coarse = 8;

/**
 * The next cells to measure, those nearest to the level first: all of one grid, so that what they show decides where a finer
 * one is needed. Empty once all cells have a number.
 * @param cells what is read of each; NaN where it is still to be measured
 * @param level where the boundary is; without one all cells of a grid come before all of the next
 */
export function nextCells(
  cells: CellNumbers,
  isMeasured: (cell: number) => boolean,
  level: number | undefined,
): number[] {
  const { columns, rows } = cells;
  const known = filled(cells).values;
  const distance = (cell: number) => Math.abs(entry(known, cell) - (level ?? 0));
  const strides = stridesOf(Math.max(columns, rows));
  const [first = 1, ...finer] = strides;
  const missing = (stride: number) => lattice({ columns, rows }, stride).filter((cell) => !isMeasured(cell));
  const start = missing(first);
  if (start.length > 0) return start;
  for (const isWanted of level === undefined ? [() => true] : [isNear, () => true]) {
    for (const stride of finer) {
      const next = missing(stride).filter((cell) =>
        isWanted({ columns, rows, values: known }, cell, stride, level ?? 0),
      );
      if (next.length > 0) return next.sort((a, b) => distance(a) - distance(b));
    }
  }
  return [];
}

/** How many cells the coarse grid has: fewer do not show where a boundary runs. */
export function coarseCount(size: Pick<CellNumbers, 'columns' | 'rows'>): number {
  return lattice(size, stridesOf(Math.max(size.columns, size.rows))[0] ?? 1).length;
}

/** Distances between the cells of each grid, from the coarse one to 1. */
function stridesOf(side: number): number[] {
  const strides = [Math.max(1, Math.ceil(side / coarse))];
  for (let stride = strides[0] ?? 1; stride > 1; ) {
    stride = Math.ceil(stride / 2);
    strides.push(stride);
  }
  return strides;
}

/** Cells a stride apart, from about the middle of the first stride on; at least one in each direction. */
function lattice({ columns, rows }: Pick<CellNumbers, 'columns' | 'rows'>, stride: number): number[] {
  const along = (count: number) => {
    const from = Math.min(Math.floor((stride - 1) / 2), count - 1);
    return Array.from({ length: Math.floor((count - 1 - from) / stride) + 1 }, (_, i) => from + i * stride);
  };
  const across = along(columns);
  return along(rows).flatMap((row) => across.map((column) => row * columns + column));
}

/** Whether the boundary passes within two strides of a cell, as far as is known. */
function isNear(
  { columns, rows, values }: CellNumbers,
  cell: number,
  stride: number,
  level: number,
): boolean {
  const [column, row] = [cell % columns, Math.floor(cell / columns)];
  const isAbove = (right: number, up: number) => {
    const [at, on] = [clamp(column + right, columns - 1), clamp(row + up, rows - 1)];
    return entry(values, on * columns + at) > level;
  };
  const here = isAbove(0, 0);
  const reach = 2 * stride;
  return [-reach, -stride, 0, stride, reach].some((up) =>
    [-reach, -stride, 0, stride, reach].some((right) => isAbove(right, up) !== here),
  );
}

function clamp(value: number, maximum: number): number {
  return Math.min(maximum, Math.max(0, value));
}
