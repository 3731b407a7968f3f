/** The map of trainability that the page has asked for, and those that it has seen on the way: what was taught once stays. */
import { type BoxDimension, boxDimension } from '../analysis/box_dimension.ts';
import { filled } from '../analysis/field_map.ts';
import type { CellNumbers } from '../analysis/level_lines.ts';
import { succeeds, TrainabilityMap } from '../analysis/trainability.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import {
  cellPlan,
  commonPlan,
  formatTrainability,
  precisionOf,
  type TrainabilityChoice,
  type TrainabilityGrid,
  trainabilityGrid,
} from '../experiment/trainability.ts';
import type { TrainabilityReport } from '../laboratory/trainability.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export interface AskedTrainability {
  /** The first cell's: that of any other is the same with its own two values. */
  readonly plan: LearningPlan;
  readonly choice: TrainabilityChoice;
  readonly grid: TrainabilityGrid;
  readonly precision: 'float32' | 'float64';
}

/** One map, as far as it has come. */
interface Kept {
  readonly map: TrainabilityMap;
  engine: EngineDescription | undefined;
  done: number;
  milliseconds: number;
}

/** Maps that are kept: a way in, and out again. */
const mostKept = 24;

export class Trainability extends EventTarget {
  asked: AskedTrainability | undefined;
  /** For every cell the nearest one that has been taught, itself where it has been. */
  nearest: CellNumbers | undefined;
  /** Of the edge, once the map is complete; undefined also where it is too small to say. */
  dimension: BoxDimension | undefined;
  /** Whether it waits to be gone on with. */
  paused = false;
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];

  readonly #teaching: FollowedJob<'trainability'>;
  readonly #kept = new Map<string, Kept>();
  #now: Kept | undefined;
  #key = '';
  #before = 0;

  constructor(workplace: Workplace, view: string) {
    super();
    this.#teaching = new FollowedJob(workplace, 'trainability', { view, urgency: 1 }, () => this.#changed());
  }

  get state(): JobState {
    return this.#teaching.state === 'idle' && this.map?.isComplete ? 'complete' : this.#teaching.state;
  }

  get map(): TrainabilityMap | undefined {
    return this.#now?.map;
  }

  get engine(): EngineDescription | undefined {
    return this.#now?.engine;
  }

  /** Of all work, in parts of one. */
  get done(): number {
    return this.#now?.done ?? 0;
  }

  /** Spent on it. */
  get milliseconds(): number {
    return this.#now?.milliseconds ?? 0;
  }

  /** Why it could not go on. */
  get failure(): string {
    return this.#teaching.failure && `The map could not go on: ${this.#teaching.failure}.`;
  }

  /** Shows a map; what is missing of it is taught. Of the one that is here another reading teaches nothing anew. */
  look(plan: LearningPlan, choice: TrainabilityChoice): void {
    const grid = trainabilityGrid(choice);
    const first = firstCell(plan, choice, grid);
    const key = keyOf(first, choice);
    const isHere = key === this.#key;
    this.asked = { plan: first, choice, grid, precision: precisionOf(choice) };
    this.#key = key;
    if (!isHere) {
      this.#now = this.#kept.get(key);
      this.#goOnOrBegin();
    } else this.#show();
    this.#changed();
  }

  /** Whether the map that is shown is this one of this plan. */
  isOf(plan: LearningPlan, choice: TrainabilityChoice): boolean {
    return keyOf(firstCell(plan, choice, trainabilityGrid(choice)), choice) === this.#key;
  }

  /** Teaches what is asked for from nothing. */
  begin(): void {
    this.#now = undefined;
    this.#goOnOrBegin();
  }

  /** Keeps what there is, to go on from. */
  pause(): void {
    if (this.state !== 'running') return;
    this.paused = true;
    this.#teaching.stop();
  }

  goOn(): void {
    if (this.paused) this.#goOnOrBegin();
  }

  /** Keeps what there is; the rest is not wanted. */
  stop(): void {
    this.paused = false;
    this.#teaching.stop();
    this.#changed();
  }

  /** Nothing is asked for any more; what there is of the map is kept. */
  leave(): void {
    this.asked = undefined;
    this.#now = undefined;
    this.#key = '';
    this.stop();
  }

  #goOnOrBegin(): void {
    const { asked } = this;
    if (!asked) return;
    const { plan, choice, grid } = asked;
    const now = this.#now ?? {
      map: new TrainabilityMap({
        columns: grid.x.centres.length,
        rows: grid.y.centres.length,
        networks: choice.networks,
      }),
      ...{ engine: undefined, done: 0, milliseconds: 0 },
    };
    this.#now = now;
    this.#keep(now);
    this.paused = false;
    this.notices = [];
    this.#show();
    if (now.map.isComplete) {
      this.#teaching.reset();
      this.#changed();
      return;
    }
    this.#before = now.milliseconds;
    const request = { plan, choice, ...(now.map.count > 0 && { taught: now.map.taught() }) };
    void this.#teaching.start(request, {
      report: (report) => this.#report(report),
      notice: (sentence) => {
        this.notices = [...this.notices, sentence];
        this.#changed();
      },
    });
  }

  #report({ engine, cells, done, milliseconds }: TrainabilityReport): void {
    const now = this.#now;
    if (!now) return;
    now.map.take(cells);
    Object.assign(now, { engine, done, milliseconds: this.#before + milliseconds });
    if (cells.cells.length > 0) this.#show();
    this.#changed();
  }

  #show(): void {
    const { map, asked } = this;
    if (!map || !asked) return;
    const { columns, rows } = map;
    const own = Float64Array.from({ length: columns * rows }, (_, cell) =>
      map.has(cell) ? cell : Number.NaN,
    );
    this.nearest = map.count > 0 ? filled({ columns, rows, values: own }) : undefined;
    this.dimension = map.isComplete ? boxDimension(succeeds(map, asked.choice.reading), map) : undefined;
  }

  /** As the newest of those that are kept. */
  #keep(kept: Kept): void {
    this.#kept.delete(this.#key);
    this.#kept.set(this.#key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** The plan of the first cell, as exact as the map's numbers are. */
function firstCell(
  plan: LearningPlan,
  { networks }: TrainabilityChoice,
  grid: TrainabilityGrid,
): LearningPlan {
  const { experiment, learning, ranges } = commonPlan(plan);
  const common = { experiment: { ...experiment, networks }, learning, ranges };
  return cellPlan(common, grid, { column: 0, row: 0 }, 'float64');
}

/** The same for maps whose cells are the same. */
function keyOf(first: LearningPlan, choice: TrainabilityChoice): string {
  return `${JSON.stringify(first)} ${formatTrainability({ ...choice, reading: 'loss', path: [] })}`;
}
