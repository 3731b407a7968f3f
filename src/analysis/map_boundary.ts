/** Where a map's boundary runs, as measured: at the level of what is read, with a band of where it would be with other networks. */
import type { MapReading } from '../experiment/field_map.ts';
import { type FieldMap, filled, levelOf } from './field_map.ts';
import { levelLines, levelRings, type Place } from './level_lines.ts';
import type { Quantity } from './quantities.ts';
import { cellBand, resampledCounts } from './resampling.ts';

export interface MapBoundary {
  /** In cells from the left and the lower edge. */
  readonly lines: readonly (readonly Place[])[];
  /** Closed rings; what is within an odd number of them is the band. */
  readonly band: readonly (readonly Place[])[];
}

const none: MapBoundary = { lines: [], band: [] };

/** Pauses now and then, where that is wanted. @throws as `breathe` does */
export async function mapBoundary(
  map: FieldMap,
  quantity: Quantity,
  reading: MapReading,
  breathe: () => Promise<void> | undefined = () => undefined,
): Promise<MapBoundary> {
  const level = levelOf(quantity, reading);
  if (level === undefined || map.count === 0) return none;
  const { columns, rows } = map;
  const counts = resampledCounts(map.networks);
  const [least, most] = [new Float64Array(columns * rows), new Float64Array(columns * rows)];
  for (let cell = 0; cell < columns * rows; cell++) {
    const pause = breathe();
    if (pause) await pause;
    [least[cell], most[cell]] = cellBand(map, cell, { reading, counts });
  }
  const rings = (values: Float64Array) => levelRings(filled({ columns, rows, values }), level);
  return {
    lines: levelLines(filled(map.readAll(reading)), level),
    // Above the level at most, and not at least.
    band: [...rings(most), ...rings(least)],
  };
}
