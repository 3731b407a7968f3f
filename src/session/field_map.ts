/** The map that the page has asked for: its cells so far, its boundary, and what theory says of it. */
import { FieldMap, filled } from '../analysis/field_map.ts';
import type { CellNumbers } from '../analysis/level_lines.ts';
import type { MapBoundary } from '../analysis/map_boundary.ts';
import { coarseCount } from '../analysis/map_order.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { formatMap, type MapChoice } from '../experiment/field_map.ts';
import { cellExperiment, gridOf, type MapGrid } from '../experiment/map_grid.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { FieldMapReport } from '../laboratory/field_map.ts';
import type { MapTheory } from '../laboratory/map_theory.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** Between two boundaries while cells come, in milliseconds: each takes the worker some tenths of a second. */
const betweenBoundaries = 800;

export interface AskedMap {
  readonly experiment: Experiment;
  readonly choice: MapChoice;
  readonly grid: MapGrid;
}

export class FieldMapping extends EventTarget {
  asked: AskedMap | undefined;
  map: FieldMap | undefined;
  /** What is read of every cell; of one that is not measured yet, that of the nearest. */
  shown: CellNumbers | undefined;
  engine: EngineDescription | undefined;
  /** Of all work, in parts of one. */
  done = 0;
  /** Spent on it. */
  milliseconds = 0;
  boundary: MapBoundary | undefined;
  theory: MapTheory | undefined;
  /** Whether it waits to be gone on with. */
  paused = false;
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];

  readonly #measuring: FollowedJob<'fieldMap'>;
  readonly #bounding: FollowedJob<'mapBoundary'>;
  readonly #theorising: FollowedJob<'mapTheory'>;
  /** What is read of each cell that is measured, NaN of others. */
  #readings: Float64Array = new Float64Array();
  #before = 0;
  #bounded = 0;
  #key = '';

  constructor(workplace: Workplace) {
    super();
    const changed = () => this.#changed();
    this.#measuring = new FollowedJob(workplace, 'fieldMap', { view: 'map', urgency: 0 }, changed);
    this.#bounding = new FollowedJob(workplace, 'mapBoundary', { view: 'map', urgency: 1 }, changed);
    this.#theorising = new FollowedJob(workplace, 'mapTheory', { view: 'map', urgency: 1 }, changed);
  }

  get state(): JobState {
    return this.#measuring.state;
  }

  /** Why it could not go on. */
  get failure(): string {
    return this.#measuring.failure && `The map could not go on: ${this.#measuring.failure}.`;
  }

  /** Measures a map, unless it is the one that is here: of that another reading measures nothing anew. */
  look(experiment: Experiment, choice: MapChoice): void {
    const grid = gridOf(choice);
    const first = cellExperiment(experiment, grid, { column: 0, row: 0, networks: choice.networks });
    const last = cellExperiment(experiment, grid, {
      ...{ column: grid.x.centres.length - 1, row: grid.y.centres.length - 1 },
      networks: choice.networks,
    });
    // A field may apply in some cells alone.
    const key = `${JSON.stringify([first, last])} ${formatMap({ ...choice, reading: 'median' })}`;
    const isHere = key === this.#key;
    const reads = this.asked?.choice.reading;
    this.asked = { experiment, choice, grid };
    if (!isHere) {
      this.#key = key;
      this.begin();
    } else if (reads !== choice.reading) {
      this.boundary = undefined;
      this.#readAll();
      void this.#bound();
      this.#changed();
    }
  }

  /** Measures what is asked for from nothing. */
  begin(): void {
    const { asked } = this;
    if (!asked) return;
    const { experiment, choice, grid } = asked;
    const [columns, rows] = [grid.x.centres.length, grid.y.centres.length];
    this.map = new FieldMap({ columns, rows, networks: choice.networks });
    this.#readings = new Float64Array(columns * rows).fill(Number.NaN);
    Object.assign(this, {
      shown: undefined,
      done: 0,
      milliseconds: 0,
      boundary: undefined,
      theory: undefined,
    });
    this.notices = [];
    this.#bounding.reset();
    this.#bounded = performance.now();
    this.#start();
    void this.#theorising.start({ experiment, choice }).then((outcome) => {
      if (!outcome) return;
      this.theory = outcome.result;
      this.#changed();
    });
  }

  /** Keeps what there is, to go on from. */
  pause(): void {
    if (this.state !== 'running') return;
    this.paused = true;
    this.#measuring.stop();
  }

  goOn(): void {
    if (this.paused) this.#start();
  }

  /** Keeps what there is; the rest is not wanted. */
  stop(): void {
    this.paused = false;
    this.#measuring.stop();
    this.#changed();
  }

  #start(): void {
    const { asked, map } = this;
    if (!asked || !map) return;
    this.paused = false;
    this.#before = this.milliseconds;
    const { experiment, choice } = asked;
    const request = { experiment, choice, ...(map.count > 0 && { measured: map.measured() }) };
    const told = {
      report: (report: FieldMapReport) => this.#report(report),
      notice: (sentence: string) => {
        this.notices = [...this.notices, sentence];
        this.#changed();
      },
    };
    void this.#measuring.start(request, told).then(() => this.#bound());
  }

  #report({ engine, cells, done, milliseconds }: FieldMapReport): void {
    const { map, asked } = this;
    if (!map || !asked) return;
    map.take(cells);
    for (const cell of cells.cells) this.#readings[cell] = map.read(cell, asked.choice.reading);
    this.engine = engine;
    this.done = done;
    this.milliseconds = this.#before + milliseconds;
    this.#show();
    if (performance.now() - this.#bounded > betweenBoundaries && this.#bounding.state !== 'running')
      void this.#bound();
    this.#changed();
  }

  #readAll(): void {
    const { map, asked } = this;
    if (!map || !asked) return;
    this.#readings = map.readAll(asked.choice.reading).values;
    this.#show();
  }

  #show(): void {
    const { map } = this;
    if (map && map.count > 0)
      this.shown = filled({ columns: map.columns, rows: map.rows, values: this.#readings });
  }

  /** Where the boundary runs by now. */
  async #bound(): Promise<void> {
    const { map, asked } = this;
    if (!map || !asked || map.count < coarseCount(map)) return;
    const { columns, rows, networks } = map;
    const outcome = await this.#bounding.start({
      ...{ size: { columns, rows, networks }, measured: map.measured() },
      choice: asked.choice,
    });
    this.#bounded = performance.now();
    if (!outcome || map !== this.map) return;
    this.boundary = outcome.result;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
