/** Theory's line of zero growth over a map: computed beside the measurements, since it needs no engine. */
import { levelLines, type Place } from '../analysis/level_lines.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { MapChoice } from '../experiment/field_map.ts';
import { gridOf } from '../experiment/map_grid.ts';
import { breather } from '../networks/turn.ts';
import { rateMap } from '../theory/rate_map.ts';
import type { Bench } from './job.ts';

/** Cells a side that theory is computed in at most: it is smooth. */
const mostCells = 32;

export interface MapTheory {
  /** In cells of the map that was asked about. */
  readonly lines: readonly (readonly Place[])[];
  /** Why there are none, where theory is silent. */
  readonly silence?: string;
}

export interface MapTheoryRequest {
  readonly experiment: Experiment;
  readonly choice: MapChoice;
}

export async function mapTheory(
  { experiment, choice }: MapTheoryRequest,
  { signal }: Pick<Bench, 'signal'>,
): Promise<MapTheory> {
  const own = gridOf(choice);
  const grid = gridOf({
    ...choice,
    columns: Math.min(mostCells, own.x.centres.length),
    rows: Math.min(mostCells, own.y.centres.length),
  });
  const [columns, rows] = [grid.x.centres.length, grid.y.centres.length];
  const { values, silence } = await rateMap(experiment, grid, breather(signal));
  if (silence !== undefined) return { lines: [], silence };
  const [wide, high] = [own.x.centres.length / columns, own.y.centres.length / rows];
  return {
    lines: levelLines({ columns, rows, values }, 0).map((line) => line.map(([x, y]) => [x * wide, y * high])),
  };
}
