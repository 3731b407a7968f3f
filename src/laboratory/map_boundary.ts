/** A map's boundary: computed beside the measurements, since it needs no engine. */
import { FieldMap, type MapSize, type MeasuredCells } from '../analysis/field_map.ts';
import { mapBoundary as boundaryOf, type MapBoundary } from '../analysis/map_boundary.ts';
import { quantityTable } from '../analysis/quantities.ts';
import type { MapChoice } from '../experiment/field_map.ts';
import { breather } from '../networks/turn.ts';
import type { Bench } from './job.ts';

export interface MapBoundaryRequest {
  readonly size: MapSize;
  readonly measured: MeasuredCells;
  readonly choice: Pick<MapChoice, 'quantity' | 'reading'>;
}

export function mapBoundary(
  { size, measured, choice }: MapBoundaryRequest,
  { signal }: Pick<Bench, 'signal'>,
): Promise<MapBoundary> {
  const map = new FieldMap(size);
  map.take(measured);
  return boundaryOf(map, quantityTable[choice.quantity], choice.reading, breather(signal));
}
