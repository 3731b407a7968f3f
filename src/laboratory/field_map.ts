/**
 * A map of two fields: of every cell the same networks, at that cell's values. Each cell is an experiment of its own; an engine
 * keeps matrices from one to the next wherever the fields draw none anew. Coarse first, then finer, the boundary before the rest.
 */
import { Collection } from '../analysis/collection.ts';
import { FieldMap, levelOf, type MeasuredCells } from '../analysis/field_map.ts';
import { nextCells } from '../analysis/map_order.ts';
import { columnOf, type Quantity, quantityTable, wantsOf } from '../analysis/quantities.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { MapChoice } from '../experiment/field_map.ts';
import { cellExperiment, gridOf } from '../experiment/map_grid.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { passOperations } from '../networks/operations.ts';
import { messages } from '../networks/turn.ts';
import { followedMeasure } from './followed_measure.ts';
import type { Bench } from './job.ts';

export interface FieldMapRequest {
  /** What all cells have in common; of its ranges, other than the map's, the middle. */
  readonly experiment: Experiment;
  readonly choice: MapChoice;
  /** What has been measured of this map before. */
  readonly measured?: MeasuredCells;
}

export interface FieldMapReport {
  readonly engine: EngineDescription;
  /** Those that are new since the report before. */
  readonly cells: MeasuredCells;
  /** Of all work, in parts of one: operations, since cells may differ in N and T. */
  readonly done: number;
  /** Spent on it since this start, without what it waited for others' turns. */
  readonly milliseconds: number;
}

/** Between two reports, in milliseconds. */
const betweenReports = 100;

/** Measures what is missing of a map. @throws the signal's reason */
export async function* fieldMap(
  { experiment, choice, measured }: FieldMapRequest,
  { engine, waited, signal, notify }: Pick<Bench, 'engine' | 'waited' | 'signal' | 'notify'>,
): AsyncGenerator<FieldMapReport, void, void> {
  const { networks, reading } = choice;
  const quantity = quantityTable[choice.quantity];
  const grid = gridOf(choice);
  const [columns, rows] = [grid.x.centres.length, grid.y.centres.length];
  const map = new FieldMap({ columns, rows, networks });
  if (measured) map.take(measured);
  const wants = wantsOf([choice.quantity]);
  const cellOf = (cell: number) =>
    cellExperiment(experiment, grid, { column: cell % columns, row: Math.floor(cell / columns), networks });
  const costs = Array.from({ length: columns * rows }, (_, cell) => passOperations(cellOf(cell), wants));
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let spent = costs.reduce((sum, cost, cell) => sum + (map.has(cell) ? cost : 0), 0);
  const start = performance.now();
  let reported = start;
  let fresh: { cell: number; values: Float64Array; ratios: Float64Array }[] = [];
  const report = (part = 0): FieldMapReport => {
    const cells = {
      cells: Uint32Array.from(fresh, ({ cell }) => cell),
      values: joined(fresh.map(({ values }) => values)),
      ratios: joined(fresh.map(({ ratios }) => ratios)),
    };
    fresh = [];
    reported = performance.now();
    const milliseconds = reported - start - waited();
    return { engine: engine.describe(), cells, done: Math.min(1, (spent + part) / total), milliseconds };
  };
  const options = { signal, wants, without: withoutFor(quantity), notify } as const;
  const level = levelOf(quantity, reading);
  try {
    for (;;) {
      const next = nextCells(map.readAll(reading), (cell) => map.has(cell), level);
      if (next.length === 0) break;
      for (const cell of next) {
        const of = cellOf(cell);
        const cost = costs[cell] ?? 0;
        const collection = new Collection(of);
        for await (const found of followedMeasure(engine, of, options)) {
          if (typeof found !== 'number') collection.append(found);
          const part = (collection.count + (typeof found === 'number' ? found : 0)) / networks;
          if (performance.now() - reported < betweenReports) continue;
          yield report(cost * part);
          // A stop, or a question, comes in between two pieces of work.
          await messages();
          signal.throwIfAborted();
        }
        spent += cost;
        const values = padded(columnOf(quantity, collection), networks);
        const ratios = padded(collection.log10GradientRatio.subarray(0, collection.count), networks);
        fresh.push({ cell, values, ratios });
        map.take({ cells: Uint32Array.of(cell), values, ratios });
      }
    }
  } catch (error) {
    if (fresh.length > 0) yield report();
    throw error;
  }
  yield report();
}

/** Spectra take longer than a short run does: they are found only where they are what is mapped. */
function withoutFor({ name }: Quantity): readonly 'spectra'[] {
  return name === 'radius' || name === 'spectral-norm' ? [] : ['spectra'];
}

/** An engine that stands in for another may have measured fewer networks: the others have no number. */
function padded(values: Float64Array, length: number): Float64Array {
  const all = new Float64Array(length).fill(Number.NaN);
  all.set(values);
  return all;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
