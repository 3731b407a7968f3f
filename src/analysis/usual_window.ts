/** Which networks are shown through time unless a person says otherwise: those around the edge, since all gains of a sweep pooled say nothing of any. */
import type { Axes } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Collection } from './collection.ts';
import { crossings } from './edge.ts';
import { type Quantity, quantities, quantityTable, varies } from './quantities.ts';
import { medianLine, pointsOver } from './running_lines.ts';

/** A range of the x axis. */
export type AxisRange = readonly [minimum: number, maximum: number];

/** Part of the networks that the usual window holds, and how many at least. */
const [share, fewest] = [0.1, 24];

/**
 * The tenth of the networks nearest to where the median growth rate crosses zero first, or comes nearest to it; its ends are rounded
 * outwards. Undefined, for all of them, where the axis does not run along the one range of the experiment, and while they are too few for a median.
 */
export function usualWindow(collection: Collection, { x }: Axes): AxisRange | undefined {
  if (!runsAlongSweep(quantityTable[x], collection.experiment)) return undefined;
  const points = pointsOver(collection, { x, y: 'rate' });
  const line = medianLine(points, Uint32Array.from(points.places.keys()));
  const edge = crossings(line.x, line.p50, 0)[0]?.at ?? nearest(line);
  if (edge === undefined) return undefined;
  const places = points.places.toSorted();
  const count = Math.min(places.length, Math.max(fewest, Math.round(share * places.length)));
  const before = places.findIndex((place) => place >= edge);
  const first = Math.min(
    places.length - count,
    Math.max(0, (before === -1 ? places.length : before) - Math.floor(count / 2)),
  );
  return rounded(places[first] ?? 0, places[first + count - 1] ?? 0);
}

/** Whether what is to the right is the range of the experiment, or grows along with its gains. */
function runsAlongSweep({ field, scale }: Quantity, experiment: Experiment): boolean {
  const ranges = quantities.filter((quantity) => quantity.field && varies(quantity, experiment));
  const [only] = ranges;
  if (ranges.length !== 1 || !only) return false;
  return field === undefined ? only.field === 'gain' && scale === 'number' : field === only.field;
}

/** Where a line is nearest to zero. */
function nearest({ x, p50 }: { readonly x: Float64Array; readonly p50: Float64Array }): number | undefined {
  let least = Infinity;
  let at: number | undefined;
  x.forEach((place, i) => {
    const away = Math.abs(p50[i] ?? Infinity);
    if (away < least) [least, at] = [away, place];
  });
  return at;
}

/** To a twentieth or so of its width: a window that a person can say, and that does not tremble while networks arrive. */
function rounded(low: number, high: number): AxisRange | undefined {
  if (!(low < high)) return undefined;
  const step = 10 ** (Math.floor(Math.log10(high - low)) - 1);
  const to = (value: number) => Number((value * step).toPrecision(12));
  return [to(Math.floor(low / step)), to(Math.ceil(high / step))];
}
