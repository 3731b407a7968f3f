/** Percentiles of the norms at each kept time, over a selection of networks. */
import type { Collection } from './collection.ts';
import { percentiles } from './quantile.ts';

export type NormThroughTime = 'gradientNorm' | 'gradientRatio' | 'stateNorm';

/** One entry per kept time. A null is a quantile of exact zeros: a gap. */
export interface ThroughTime {
  readonly p10: (number | null)[];
  readonly p50: (number | null)[];
  readonly p90: (number | null)[];
}

/** A chart looks at no more than this many networks … */
const mostNetworks = 4096;
/** … and at no more than this many norms, so that a brush can be dragged. */
const mostNorms = 2 ** 19;

/** Indices, ascending, of the values (one a measured network) that lie in [minimum, maximum]. */
export function networksWithin(
  values: Float64Array,
  [minimum, maximum]: readonly [minimum: number, maximum: number],
): Uint32Array {
  const selected = new Uint32Array(values.length);
  let size = 0;
  values.forEach((value, index) => {
    if (value >= minimum && value <= maximum) selected[size++] = index;
  });
  return selected.subarray(0, size);
}

/**
 * Percentiles in decades at each of the collection's times. Of a large selection only the first few thousand
 * count: any first part of a batch covers the gains evenly, and does not change while the rest arrives.
 */
export function throughTime(
  collection: Collection,
  selected: Uint32Array,
  norm: NormThroughTime,
): ThroughTime {
  const times = collection.times.length;
  const looked = selected.subarray(0, Math.min(mostNetworks, Math.floor(mostNorms / times)));
  const through: ThroughTime = { p10: [], p50: [], p90: [] };
  for (let time = 0; time < times; time++) {
    const { p10, p50, p90 } = percentiles(normsAt(collection, looked, norm, time));
    through.p10.push(p10);
    through.p50.push(p50);
    through.p90.push(p90);
  }
  return through;
}

/** The norm of each network at the time with index `time`, [selected], in decades. */
function normsAt(
  collection: Collection,
  selected: Uint32Array,
  norm: NormThroughTime,
  time: number,
): Float64Array {
  const times = collection.times.length;
  const curves = norm === 'stateNorm' ? collection.stateCurves : collection.gradientCurves;
  const norms = new Float64Array(selected.length);
  selected.forEach((index, i) => {
    const row = index * times;
    const end = norm === 'gradientRatio' ? (curves[row + times - 1] ?? Number.NaN) : 0;
    norms[i] = (curves[row + time] ?? Number.NaN) - end;
  });
  return norms;
}
