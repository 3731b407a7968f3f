/**
 * Where the numbers of a grid of cells pass a level: lines, and the regions above it. Both reach from the centres of the first cells to
 * those of the last: half a cell further there is no number to pass between.
 */
import { contours } from 'd3-contour';

/** In cells from the left and the lower edge: (0.5, 0.5) is the first cell's centre. */
export type Place = readonly [x: number, y: number];

export interface CellNumbers {
  readonly columns: number;
  readonly rows: number;
  /** Row-major [rows × columns]; ±Infinity is beyond every other number. */
  readonly values: Float64Array;
}

/** Lines along which the level is passed; a closed one ends where it begins. None where a cell has no number. */
export function levelLines(cells: CellNumbers, level: number): Place[][] {
  const { columns, rows } = cells;
  const [width, height] = [columns + 2, rows + 2];
  const onRim = ([x = 0, y = 0]: number[]) => x === 0 || x === width || y === 0 || y === height;
  return polygons(cells, level)
    .flat()
    .flatMap((ring) => cutAt(ring, onRim))
    .map((line) => line.map((point) => within(point, cells)));
}

/** Closed rings around all that is above the level: one within another is a hole. */
export function levelRings(cells: CellNumbers, level: number): Place[][] {
  return polygons(cells, level)
    .flat()
    .map((ring) => ring.map((point) => within(point, cells)));
}

/**
 * d3-contour closes its lines around the region above along the rim of the grid, half a cell beyond the last centres. So
 * the grid is given a rim of one repeated cell: what runs along the rim's outside can be cut away, and what is beyond the
 * grid's own centres be pushed back to them.
 */
function polygons({ columns, rows, values }: CellNumbers, level: number): number[][][][] {
  if (values.includes(Number.NaN)) return [];
  const width = columns + 2;
  // What is infinite is as far from the level as any other is: the line passes between it and its neighbours.
  const furthest = values.reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value - level)) : most),
    0,
  );
  const rimmed = Array.from({ length: width * (rows + 2) }, (_, i) => {
    const column = clamp((i % width) - 1, columns - 1);
    const row = clamp(Math.floor(i / width) - 1, rows - 1);
    const above = (values[row * columns + column] ?? level) - level;
    return Math.min(furthest, Math.max(-furthest, above));
  });
  return contours()
    .size([width, rows + 2])
    .contour(rimmed, 0).coordinates;
}

function within([x = 0, y = 0]: number[], { columns, rows }: CellNumbers): Place {
  return [betweenCentres(x - 1, columns), betweenCentres(y - 1, rows)];
}

/** A single cell holds throughout. */
function betweenCentres(place: number, cells: number): number {
  return cells === 1 ? clamp(place, 1) : 0.5 + clamp(place - 0.5, cells - 1);
}

/** The parts of a closed ring between points to cut at; the whole ring where there are none. */
function cutAt(ring: number[][], isCut: (point: number[]) => boolean): number[][][] {
  const first = ring.findIndex(isCut);
  if (first < 0) return [ring];
  const lines: number[][][] = [[]];
  for (const point of [...ring.slice(first, -1), ...ring.slice(0, first)]) {
    if (isCut(point)) lines.push([]);
    else lines.at(-1)?.push(point);
  }
  return lines.filter((line) => line.length > 1);
}

function clamp(value: number, maximum: number): number {
  return Math.min(maximum, Math.max(0, value));
}
