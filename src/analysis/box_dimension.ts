/**
 * The box-counting dimension of the edge between two kinds of cells. The edge passes between the centres of four neighbouring cells
 * that are not all of one kind; N(s) is how many squares of s × s such places it passes, s = 1, 2, 4 …; the dimension is the slope
 * of ln N against ln 1/s by least squares.
 */
import { entry } from '../networks/vector.ts';

export interface BoxDimension {
  readonly dimension: number;
  /** One standard error, of where the edge runs: see {@link boxDimension}. */
  readonly error: number;
  /** Sides of the smallest and the largest squares, in cells. */
  readonly sizes: readonly [smallest: number, largest: number];
  /** How many sizes the line was laid through. */
  readonly count: number;
  /** Places that the edge passes, of one cell each. */
  readonly places: number;
}

/** Sizes that make a line worth laying, and places that make an edge. */
const leastSizes = 4;
const leastPlaces = 16;
/** The largest squares are so many times smaller than the map, at least: of fewer, all would hold some of the edge. */
const leastSquares = 4;

/**
 * Undefined where the map is too small to say, or has hardly an edge. The error is that of leaving out each of the largest squares
 * in turn (delete-one jackknife) and of the points about their line, both together; of few sizes neither says much.
 * @param isFirst which cells are of the first kind, row-major [rows × columns]
 */
export function boxDimension(
  isFirst: Uint8Array,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): BoxDimension | undefined {
  const sizes: number[] = [];
  for (let size = 1; size * leastSquares <= Math.min(columns, rows); size *= 2) sizes.push(size);
  const edge = edgePlaces(isFirst, { columns, rows });
  const largest = sizes.at(-1);
  if (largest === undefined || sizes.length < leastSizes || edge.length < leastPlaces) return undefined;
  // For each square of the largest size, what it holds of the squares of each size: these lie within it, whole.
  const blocks = new Map<number, Set<number>[]>();
  const square = (place: number, size: number) =>
    Math.floor(Math.floor(place / columns) / size) * columns + Math.floor((place % columns) / size);
  for (const place of edge) {
    const block = square(place, largest);
    const held = blocks.get(block) ?? sizes.map(() => new Set<number>());
    blocks.set(block, held);
    sizes.forEach((size, i) => {
      held[i]?.add(square(place, size));
    });
  }
  const counts = [...blocks.values()].map((held) => held.map(({ size }) => size));
  const totals = sizes.map((_, i) => counts.reduce((sum, count) => sum + entry(count, i), 0));
  const { slope, error } = line(sizes, totals);
  const without = counts.map(
    (count) =>
      line(
        sizes,
        totals.map((total, i) => total - entry(count, i)),
      ).slope,
  );
  const kept = without.filter(Number.isFinite);
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const spread = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const jackknife = kept.length > 1 ? ((kept.length - 1) / kept.length) * spread : 0;
  return {
    dimension: slope,
    error: Math.sqrt(jackknife + error ** 2),
    sizes: [1, largest],
    count: sizes.length,
    places: edge.length,
  };
}

/** Where four neighbours are not all alike: each by its lower left cell. Beyond the rim cells are as at the rim. */
function edgePlaces(
  isFirst: Uint8Array,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): number[] {
  const places: number[] = [];
  for (let row = 0; row < rows; row++) {
    const above = Math.min(row + 1, rows - 1);
    for (let column = 0; column < columns; column++) {
      const beside = Math.min(column + 1, columns - 1);
      const first =
        entry(isFirst, row * columns + column) +
        entry(isFirst, row * columns + beside) +
        entry(isFirst, above * columns + column) +
        entry(isFirst, above * columns + beside);
      if (first > 0 && first < 4) places.push(row * columns + column);
    }
  }
  return places;
}

/** The slope of ln N against ln 1/s by least squares, and its standard error by what is left. */
function line(sizes: readonly number[], totals: readonly number[]): { slope: number; error: number } {
  const x = sizes.map((size) => -Math.log(size));
  const y = totals.map((total) => Math.log(total));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleX, middleY] = [mean(x), mean(y)];
  const squares = x.reduce((sum, value) => sum + (value - middleX) ** 2, 0);
  const slope = x.reduce((sum, value, i) => sum + (value - middleX) * (entry(y, i) - middleY), 0) / squares;
  const left = x.reduce((sum, value, i) => sum + (entry(y, i) - middleY - slope * (value - middleX)) ** 2, 0);
  return { slope, error: Math.sqrt(left / (x.length - 2) / squares) };
}
