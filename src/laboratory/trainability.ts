/**
 * A map of what becomes of networks that learn. Each cell is a plan of its own, of the same draws and the same sequences; many
 * cells learn at once, as far as one engine's kernels are alike for them. Coarse first, then finer, the edge before the rest.
 */
import { LearningOutcomes } from '../analysis/learning_outcomes.ts';
import { nextCells } from '../analysis/map_order.ts';
import { edgeLevel, type TaughtCells, TrainabilityMap } from '../analysis/trainability.ts';
import { streamOf } from '../engines/train.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import {
  cellPlan,
  commonPlan,
  precisionOf,
  type TrainabilityChoice,
  trainabilityGrid,
} from '../experiment/trainability.ts';
import { firstStates } from '../networks/learning/first_states.ts';
import { type LearningNetwork, updateOperations } from '../networks/learning/learning_measurement.ts';
import { memorylessLoss } from '../networks/learning/memoryless.ts';
import { judgedUpdates } from '../networks/learning/task.ts';
import { baselineOf, tasks } from '../networks/learning/tasks.ts';
import type { Bench } from './job.ts';
import { learningSlices, placesTogether, type SlicesOptions } from './learning_slices.ts';

export interface TrainabilityRequest {
  /** What all cells have in common; of its ranges, other than the map's, the middle. */
  readonly plan: LearningPlan;
  readonly choice: TrainabilityChoice;
  /** What is there of this map already. */
  readonly taught?: TaughtCells;
}

export interface TrainabilityReport {
  /** With the precision that was reckoned in. */
  readonly engine: EngineDescription;
  /** Those that are new since the report before. */
  readonly cells: TaughtCells;
  /** Of all work, in parts of one: operations, since cells may differ in N, T and updates. */
  readonly done: number;
  /** Spent on it since this start, without what it waited for others' turns. */
  readonly milliseconds: number;
}

/** About so long take the cells that learn at once. */
const batchMilliseconds = 700;
/** Networks that learn at once: at first, and at most. */
const firstNetworks = 16;
const mostNetworks = 1024;
/** Losses that are kept at once: of every network one an update. */
const mostLosses = 2 ** 22;

/** Lets the networks of every cell that is missing learn. @throws the signal's reason */
export async function* trainability(
  { plan, choice, taught }: TrainabilityRequest,
  { engine, waited, signal }: Pick<Bench, 'engine' | 'waited' | 'signal'>,
): AsyncGenerator<TrainabilityReport, void, void> {
  const { networks, reading } = choice;
  const grid = trainabilityGrid(choice);
  const [columns, rows] = [grid.x.centres.length, grid.y.centres.length];
  const precision = precisionOf(choice);
  const common = commonPlan(plan);
  const map = new TrainabilityMap({ columns, rows, networks });
  if (taught) map.take(taught);
  const planOf = (cell: number) =>
    cellPlan(common, grid, { column: cell % columns, row: Math.floor(cell / columns) }, precision);
  const networksOf = (cell: number): LearningNetwork[] => {
    const { experiment, learning } = planOf(cell);
    return Array.from({ length: networks }, (_, index) => ({ experiment, learning, index }));
  };
  const costs = Array.from({ length: columns * rows }, (_, cell) => {
    const plan = planOf(cell);
    return networks * updateOperations(plan) * plan.learning.updates;
  });
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let spent = costs.reduce((sum, cost, cell) => sum + (map.has(cell) ? cost : 0), 0);
  const start = performance.now();
  const report = (cells: TaughtCells, part = 0): TrainabilityReport => ({
    engine: precision === 'float64' ? { ...engine.describe(), precision } : engine.describe(),
    ...{ cells, done: Math.min(1, (spent + part) / total) },
    milliseconds: performance.now() - start - waited(),
  });
  yield report(noCells);
  const memoryless = memorylessCosts();
  let atOnce = firstNetworks;
  for (;;) {
    const next = nextCells(map.toEdge(reading), (cell) => map.has(cell), edgeLevel(reading));
    if (next.length === 0) return;
    for (let at = 0; at < next.length; ) {
      const chosen = next.slice(at, at + Math.max(1, Math.floor(atOnce / networks)));
      at += chosen.length;
      const learners = chosen.flatMap(networksOf);
      const began = performance.now() - waited();
      let done = 0;
      const fates = yield* taughtTogether(
        learners,
        { engine, signal, precision, memoryless },
        (operations) => {
          done += operations;
          return report(noCells, done);
        },
      );
      const cost = chosen.reduce((sum, cell) => sum + (costs[cell] ?? 0), 0);
      spent += cost;
      const cells = { cells: Uint32Array.from(chosen), ...fates };
      map.take(cells);
      yield report(cells);
      const took = performance.now() - waited() - began;
      const wanted = (learners.length * batchMilliseconds) / took;
      const kept = mostLosses / Math.max(...learners.map(({ learning }) => learning.updates));
      // By whole registers of the CPU's kernels on several cores.
      atOnce = 8 * Math.ceil(Math.min(4 * atOnce, wanted, mostNetworks, kept) / 8);
    }
  }
}

/** What the best memoryless answer costs on the last sequences of a network. Cells mostly share theirs: it is found once. */
function memorylessCosts(): (network: LearningNetwork) => number {
  const known = new Map<string, number>();
  return (network) => {
    const { learning } = network;
    const stream = streamOf(network);
    const key = JSON.stringify([learning.task, stream, learning.updates]);
    const updates = Math.min(learning.updates, judgedUpdates(learning.batch));
    const cost =
      known.get(key) ??
      memorylessLoss(tasks[learning.task], stream, { first: learning.updates - updates, updates });
    known.set(key, cost);
    return cost;
  };
}

type Fates = Omit<TaughtCells, 'cells'>;

const noCells: TaughtCells = {
  cells: new Uint32Array(),
  losses: new Float64Array(),
  learntAt: new Int32Array(),
  divergedAt: new Int32Array(),
};

/** What becomes of some networks, in their order; those whose kernels are alike learn at once. */
async function* taughtTogether(
  learners: readonly LearningNetwork[],
  by: SlicesOptions & { readonly memoryless: (network: LearningNetwork) => number },
  report: (operations: number) => TrainabilityReport,
): AsyncGenerator<TrainabilityReport, Fates, void> {
  const fates = {
    losses: new Float64Array(learners.length).fill(Number.NaN),
    learntAt: new Int32Array(learners.length),
    divergedAt: new Int32Array(learners.length),
  };
  for (const places of placesTogether(learners)) {
    const group = places.flatMap((place) => learners[place] ?? []);
    const outcomes = yield* learnt(group, group.map(baselineOf), by, report);
    places.forEach((place, i) => {
      const { finalLoss, learntAt = 0, divergedAt = 0 } = outcomes.outcome(i);
      const network = learners[place];
      fates.losses[place] = finalLoss === null || !network ? Number.NaN : finalLoss / by.memoryless(network);
      fates.learntAt[place] = learntAt;
      fates.divergedAt[place] = divergedAt;
    });
  }
  return fates;
}

/** Takes networks through all of their updates. */
async function* learnt(
  networks: readonly LearningNetwork[],
  baselines: readonly number[],
  by: SlicesOptions,
  report: (operations: number) => TrainabilityReport,
): AsyncGenerator<TrainabilityReport, LearningOutcomes, void> {
  const { updates = 0, batch = 1 } = networks[0]?.learning ?? {};
  const outcomes = new LearningOutcomes(baselines, judgedUpdates(batch));
  const first = await firstStates(networks, by.signal);
  for await (const { losses, states, operations } of learningSlices(networks, first, updates, by)) {
    outcomes.append(losses, states.divergedAt);
    if (states.updates < updates) yield report(operations);
  }
  return outcomes;
}
