/** Theory's line of zero growth over a map: computed beside the measurements, since it needs no engine. */
import { type CellNumbers, levelLines, type Place } from '../analysis/level_lines.ts';
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
import { entry } from '../networks/vector.ts';
import { bisectedTo } from '../theory/bisection.ts';
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
      const at = passed(experiment, nodes, numbers, [x - 0.5, y - 0.5]);
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
 * @param numbers the rates at the nodes
 * @param indices of nodes, of which one is whole
 */
function passed(
  experiment: Experiment,
  nodes: MapGrid,
  { columns, values }: CellNumbers,
  [across, up]: Place,
): Point {
  const along = Number.isInteger(up) ? 'x' : 'y';
  const at = { x: valueBetween(nodes.x, across), y: valueBetween(nodes.y, up) };
  const { field, centres } = nodes[along];
  const before = Math.floor(along === 'x' ? across : up);
  const [first, last] = [centres[before], centres[before + 1]];
  if (field.kind === 'integer' || first === undefined || last === undefined) return at;
  const node = Math.floor(up) * columns + Math.floor(across);
  const growsFirst = entry(values, node) > 0;
  if (entry(values, node + (along === 'x' ? 1 : columns)) > 0 === growsFirst) return at;
  const isBefore = (value: number) =>
    rateOf(experimentAt(experiment, nodes, { ...at, [along]: value })) > 0 === growsFirst;
  return { ...at, [along]: bisectedTo(isBefore, [first, last], halvings) };
}
