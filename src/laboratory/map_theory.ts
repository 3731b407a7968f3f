/** Theory's line of zero growth over a map: computed beside the measurements, since it needs no engine. */
import { levelLines, type Place } from '../analysis/level_lines.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { MapChoice, MapRange } from '../experiment/field_map.ts';
import {
  cellExperiment,
  type GridAxis,
  gridAxis,
  gridOf,
  type MapGrid,
  placeOf,
} from '../experiment/map_grid.ts';
import { breather } from '../networks/turn.ts';
import { rateMap, rateOf } from '../theory/rate_map.ts';
import type { Bench } from './job.ts';

/** Theory is computed at both ends of an axis and so many places between them less one, whatever a map's cells: it is smooth. */
const parts = 32;

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
  const nodes = { x: nodesAlong(choice.x), y: nodesAlong(choice.y) };
  const breathe = breather(signal);
  const { values, silence } = await rateMap(experiment, nodes, breathe);
  if (silence !== undefined) return { lines: [], silence };
  const numbers = { columns: nodes.x.centres.length, rows: nodes.y.centres.length, values };
  const lines: Place[][] = [];
  for (const line of levelLines(numbers, 0)) {
    const places: Place[] = [];
    for (const [x, y] of line) {
      const pause = breathe();
      if (pause) await pause;
      const at = passed(experiment, nodes, x - 0.5, y - 0.5);
      places.push([placeOf(own.x, at.x), placeOf(own.y, at.y)]);
    }
    lines.push(places);
  }
  return { lines };
}

/** An axis whose centres are where theory is computed: from one end to the other, of whole numbers from the first to the last. */
function nodesAlong(range: MapRange): GridAxis {
  const axis = gridAxis(range, parts);
  return axis.field.kind === 'integer' ? axis : { ...axis, centres: axis.edges };
}

/** Of both fields their values. */
interface Point {
  readonly x: number;
  readonly y: number;
}

function experimentAt(experiment: Experiment, { x, y }: MapGrid, at: Point): Experiment {
  const only = { x: { ...x, centres: [at.x] }, y: { ...y, centres: [at.y] } };
  return cellExperiment(experiment, only, { column: 0, row: 0, networks: 1 });
}

/** What stands between two nodes at an index that is not whole. */
function valueBetween({ centres }: GridAxis, at: number): number {
  const before = Math.floor(at);
  const [low = 0, high = low] = [centres[before], centres[before + 1]];
  return low + (high - low) * (at - before);
}

/** How often the side between two nodes is halved: to 1/8192 of an axis, a tenth of a pixel. */
const halvings = 8;

/**
 * Where on the side between two nodes growth is zero. A line through a grid's numbers crosses it as if they changed evenly from
 * node to node; at an edge of chaos without input they do not, and that would be 1 % of the gain away.
 * @param across the nodes' indices, of which one is whole
 */
function passed(experiment: Experiment, nodes: MapGrid, across: number, up: number): Point {
  const along = Number.isInteger(up) ? 'x' : 'y';
  const at = { x: valueBetween(nodes.x, across), y: valueBetween(nodes.y, up) };
  const { field, centres } = nodes[along];
  const before = Math.floor(along === 'x' ? across : up);
  const [first, last] = [centres[before], centres[before + 1]];
  if (field.kind === 'integer' || first === undefined || last === undefined) return at;
  const grows = (value: number) => rateOf(experimentAt(experiment, nodes, { ...at, [along]: value })) > 0;
  let [low, high] = [first, last];
  const growsFirst = grows(low);
  if (grows(high) === growsFirst) return at;
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (grows(middle) === growsFirst) low = middle;
    else high = middle;
  }
  return { ...at, [along]: (low + high) / 2 };
}
