/**
 * How far what is read of a cell would move had other networks been drawn: the bootstrap (Efron 1979). As many networks are
 * drawn from the cell's own, with replacement, many times over; the same ones in all cells, since these have the same networks.
 */
import type { MapReading } from '../experiment/field_map.ts';
import { philox } from '../networks/philox.ts';
import { entry } from '../networks/vector.ts';
import { type FieldMap, indicators } from './field_map.ts';
import { quantile } from './quantile.ts';

/** Times that networks are drawn anew. */
const resamples = 200;
/** The band holds the middle nine tenths of what they show. */
const tail = 0.05;

/** How often each network is in each resample, [resamples × networks]. */
export function resampledCounts(networks: number): Uint16Array {
  const counts = new Uint16Array(resamples * networks);
  for (let draw = 0; draw < resamples * networks; draw += 4) {
    const words = philox([draw, 0, 0, 0], [0, 0]);
    for (const [i, word] of words.entries()) {
      const at = draw + i;
      if (at >= resamples * networks) break;
      const place = Math.floor(at / networks) * networks + (word % networks);
      counts[place] = entry(counts, place) + 1;
    }
  }
  return counts;
}

/** The least and the most that is read of a cell in nine tenths of the resamples; of a spread no band is told. */
export function cellBand(
  map: FieldMap,
  cell: number,
  { reading, counts }: { readonly reading: MapReading; readonly counts: Uint16Array },
): readonly [least: number, most: number] {
  if (!map.has(cell) || reading === 'spread') return [Number.NaN, Number.NaN];
  const values = reading === 'median' ? map.valuesOf(cell) : indicators(map.ratiosOf(cell), reading);
  const read = reading === 'median' ? weightedMedian : weightedMean;
  const order = [...values.keys()]
    .filter((network) => !Number.isNaN(entry(values, network)))
    .sort((a, b) => entry(values, a) - entry(values, b) || a - b);
  const { networks } = map;
  const readings = Float64Array.from({ length: resamples }, (_, resample) =>
    read(values, order, counts.subarray(resample * networks, (resample + 1) * networks)),
  ).filter((reading) => !Number.isNaN(reading));
  return [quantile(readings, tail), quantile(readings, 1 - tail)];
}

/** As `quantile` has it, of values as often as they are counted. @param order their places, ascending in value */
function weightedMedian(values: Float64Array, order: readonly number[], counts: Uint16Array): number {
  const total = order.reduce((sum, network) => sum + entry(counts, network), 0);
  const [lower, upper] = [Math.floor((total - 1) / 2), Math.ceil((total - 1) / 2)];
  let before = 0;
  let low = Number.NaN;
  for (const network of order) {
    before += entry(counts, network);
    if (Number.isNaN(low) && before > lower) low = entry(values, network);
    if (before > upper)
      return low === entry(values, network) || low === -Infinity ? low : (low + entry(values, network)) / 2;
  }
  return Number.NaN;
}

function weightedMean(values: Float64Array, order: readonly number[], counts: Uint16Array): number {
  const sum = order.reduce((all, network) => all + entry(counts, network) * entry(values, network), 0);
  return sum / order.reduce((all, network) => all + entry(counts, network), 0);
}
