/** The lines of a scatter: running quantiles of what is upwards over what is to the right, and the bound where there is one. */
import type { Axes } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { boundDecades, linearFactor } from './bound.ts';
import type { Collection } from './collection.ts';
import { columnOf, type Quantity, quantityTable } from './quantities.ts';
import { runningQuantiles } from './running_quantiles.ts';

/** In the numbers of either axis; −Infinity is an exact zero. */
export interface RunningLines {
  readonly x: Float64Array;
  readonly p10: Float64Array;
  readonly p50: Float64Array;
  readonly p90: Float64Array;
  /** Median of the bound on a step's factor, to the T; absent where there is none on these axes. */
  readonly bound?: Float64Array;
}

/** Of the networks that have both numbers, except exact zeros to the right. */
export function runningLines(collection: Collection, axes: Axes): RunningLines {
  const { places, levels, trend, drawn } = pointsOver(collection, axes);
  const running = runningQuantiles(places, levels);
  const back = (rest: readonly (number | null)[]) =>
    Float64Array.from(running.x, (place, i) => (rest[i] ?? -Infinity) + trend(place));
  const bound = boundOf(collection, quantityTable[axes.x], quantityTable[axes.y]);
  const belowTrend = bound && drawn(bound).map((value, i) => value - trend(places[i] ?? Number.NaN));
  return {
    x: Float64Array.from(running.x),
    p10: back(running.p10),
    p50: back(running.p50),
    p90: back(running.p90),
    ...(belowTrend && { bound: back(runningQuantiles(places, belowTrend).p50) }),
  };
}

/** The points that lines run through. */
export interface Points {
  /** What is to the right, and what is upwards beyond its trend, of each network that has both. */
  readonly places: Float64Array;
  readonly levels: Float64Array;
  readonly trend: (place: number) => number;
  /** Those networks' part of a column. */
  readonly drawn: (column: Float64Array) => Float64Array;
}

export function pointsOver(collection: Collection, axes: Axes): Points {
  const [x, y] = [quantityTable[axes.x], quantityTable[axes.y]];
  const [right, up] = [columnOf(x, collection), columnOf(y, collection)];
  const both = right.map((place, i) => (Number.isFinite(place) && !Number.isNaN(up[i]) ? 1 : 0));
  const drawn = (column: Float64Array) => column.filter((_, i) => both[i] === 1);
  const trend = powerLaw(collection.experiment, x, y);
  const places = drawn(right);
  const levels = drawn(up).map((value, i) => value - trend(places[i] ?? Number.NaN));
  return { places, levels, trend, drawn };
}

/** The median alone, through some of the points, each counted as often as it is named. */
export function medianLine(
  { places, levels, trend }: Points,
  named: Uint32Array,
): Pick<RunningLines, 'x' | 'p50'> {
  const of = (column: Float64Array) => Float64Array.from(named, (i) => column[i] ?? Number.NaN);
  const { x, p50 } = runningQuantiles(of(places), of(levels));
  return {
    x: Float64Array.from(x),
    p50: Float64Array.from(x, (place, i) => (p50[i] ?? -Infinity) + trend(place)),
  };
}

/** A nilpotent matrix has ρ = 0, which has no logarithm. */
const leastFactor = 1e-6;

/** Most of what a gradient does over a window is a power of ρ; quantiles are taken of the rest, which is nearly flat. */
function powerLaw(
  experiment: Experiment,
  { radiusOf }: Quantity,
  { ofRatio }: Quantity,
): (place: number) => number {
  if (!radiusOf || !ofRatio) return () => 0;
  const { slope } = ofRatio(experiment);
  return (place) =>
    slope * experiment.steps * Math.log10(Math.max(linearFactor(experiment, radiusOf, place), leastFactor));
}

/** The bound of every measured network, on an axis of gradients over one of radii. */
function boundOf(
  collection: Collection,
  { radiusOf }: Quantity,
  { ofRatio }: Quantity,
): Float64Array | undefined {
  if (!radiusOf || !ofRatio) return undefined;
  const { offset, slope } = ofRatio(collection.experiment);
  return boundDecades(collection)?.map((decades) => offset + slope * decades);
}
