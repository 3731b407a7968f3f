/** What became of networks that learn, as files: a row a network, as JSON, CSV or Parquet. */

import { LossQuantiles } from '../analysis/kept_updates.ts';
import type { LearningSlice, LearntNetwork } from '../analysis/learnt_network.ts';
import { bounds, type NetworkRange } from '../experiment/experiment.ts';
import { formatField } from '../experiment/field_text.ts';
import { effective, fields } from '../experiment/fields.ts';
import { learningFields } from '../experiment/learning.ts';
import {
  idleInLearning,
  type LearningPlan,
  learningAxes,
  learningAxis,
  valueIn,
} from '../experiment/learning_axes.ts';
import { type EngineDescription, filedEngine } from '../experiment/provenance.ts';
import { written } from '../language/both.ts';
import { baselineOf, tasks } from '../networks/learning/tasks.ts';
import { comment, line } from './csv.ts';
import { ParquetTable } from './parquet_table.ts';
import { experimentJson } from './provenance.ts';
import { schema } from './schema.ts';
import { type Cell, type SweepColumn, unitsJson } from './sweep_row.ts';
import { version } from './version.ts';

/** What a file is of. */
export interface LearningRun {
  readonly plan: LearningPlan;
  /** The networks that are in it. */
  readonly range: NetworkRange;
}

/**
 * Pieces of a file: `start` once it is known what reckons, then slices of updates as they come, and networks as soon as they have
 * had their last one, in order; then `end`.
 */
export interface LearningFile<Piece extends string | Uint8Array = string | Uint8Array> {
  start(engine: EngineDescription): Iterable<Piece>;
  updates(slice: LearningSlice): void;
  networks(learnt: readonly LearntNetwork[]): Iterable<Piece>;
  end(): Iterable<Piece>;
}

export interface LearningColumn extends Pick<SweepColumn, 'key' | 'type' | 'optional' | 'unit'> {
  readonly of: (learnt: LearntNetwork) => Cell;
}

/** What losses are in. */
export function lossUnit({ learning }: LearningPlan): string {
  return tasks[learning.task].judgement === 'squares' ? 'squares' : 'nats';
}

/** Everything that determines the networks, by key, as JSON has it. */
export function learningEntries(
  { experiment, learning, ranges }: LearningPlan,
  engine: EngineDescription,
): Readonly<Record<'experiment' | 'training' | 'engine', string>> {
  return {
    experiment: experimentJson(experiment),
    training: JSON.stringify({ ...learning, ...(ranges.length > 0 && { ranges }) }),
    engine: JSON.stringify(written(filedEngine(engine))),
  };
}

/** The same as lines of a CSV, and what the columns are in. */
export function* learningComments(
  what: string,
  plan: LearningPlan,
  engine: EngineDescription,
  columns: readonly Pick<SweepColumn, 'key' | 'unit'>[],
): Generator<string, void, void> {
  const ranges = new Map(plan.ranges.map(({ axis, from, to }) => [axis, `${from}:${to}`]));
  const experiment = effective(plan.experiment);
  const { name, device, precision } = filedEngine(engine);
  yield comment(`Vanishing Point ${what}`);
  for (const field of fields)
    if (!idleInLearning.includes(field.key))
      yield comment(`${field.name}: ${ranges.get(field.name) ?? formatField(field, experiment[field.key])}`);
  for (const field of learningFields)
    yield comment(`${field.name}: ${ranges.get(field.name) ?? formatField(field, plan.learning[field.key])}`);
  yield comment(`engine: ${name}, ${written(device)}, ${precision}`);
  yield comment(`version: ${version}`);
  yield comment(columns.flatMap(({ key, unit }) => (unit ? [`${key} in ${unit}`] : [])).join(', '));
}

/** The columns, in order: a network's gain, its rate, whatever else it differs in, and what became of it. */
export function learningColumns(plan: LearningPlan): readonly LearningColumn[] {
  const number = { type: 'number', optional: false } as const;
  const whole = { type: 'integer', optional: true } as const;
  const always = ['gain', 'rate'];
  const differing = learningAxes
    .map(({ name }) => name)
    .filter((name) => {
      const [from, to] = bounds(valueIn(plan, name));
      return from < to && !always.includes(name);
    });
  const own = [...always, ...differing].map((name): LearningColumn => {
    const axis = learningAxis(name);
    return {
      key: axis.key,
      type: axis.kind === 'integer' ? 'integer' : 'number',
      optional: false,
      of: ({ network: { experiment, learning } }) =>
        bounds(axis.of === 'experiment' ? experiment[axis.key] : learning[axis.key])[0],
    };
  });
  const isOfLags = plan.ranges.some(({ axis }) => axis === 'steps');
  const unit = lossUnit(plan);
  return [
    { key: 'index', type: 'integer', optional: false, of: ({ network }) => network.index },
    ...own,
    ...(isOfLags
      ? [{ key: 'baseline', ...number, unit, of: ({ network }: LearntNetwork) => baselineOf(network) }]
      : []),
    { key: 'spectralRadius', ...number, of: ({ spectralRadius }) => spectralRadius },
    {
      ...{ key: 'finalSpectralRadius', ...number, optional: true },
      of: ({ finalSpectralRadius: radius }) => (Number.isFinite(radius) ? radius : null),
    },
    { key: 'outcome', type: 'word', optional: false, of: ({ outcome }) => outcome.outcome },
    { key: 'finalLoss', ...number, optional: true, unit, of: ({ outcome }) => outcome.finalLoss },
    { key: 'learntAt', ...whole, unit: 'updates', of: ({ outcome }) => outcome.learntAt ?? null },
    { key: 'divergedAt', ...whole, unit: 'updates', of: ({ outcome }) => outcome.divergedAt ?? null },
  ];
}

/**
 * `{ experiment, training, engine, version, schema, baseline, networks, loss }`, a network a line. Keeps losses for the quantiles
 * until the end, at most 64 MiB.
 */
export class LearningJson implements LearningFile<string> {
  readonly #plan: LearningPlan;
  readonly #columns: readonly LearningColumn[];
  readonly #quantiles: LossQuantiles;
  #before = '';

  constructor({ plan, range: { from, to } }: LearningRun) {
    this.#plan = plan;
    this.#columns = learningColumns(plan);
    this.#quantiles = new LossQuantiles(to - from, plan.learning.updates);
  }

  *start(engine: EngineDescription): Generator<string, void, void> {
    const { experiment, training, engine: by } = learningEntries(this.#plan, engine);
    yield `{"experiment":${experiment},\n"training":${training},\n"engine":${by},\n`;
    yield `"version":${JSON.stringify(version)},\n"schema":${schema},\n`;
    yield `"baseline":${JSON.stringify(baselineOf(this.#plan))},\n"networks":[`;
  }

  updates(slice: LearningSlice): void {
    this.#quantiles.append(slice);
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<string, void, void> {
    for (const one of learnt) {
      const cells = this.#columns.map((column) => [column, column.of(one)] as const);
      // An update that there was not is left out; a loss that is no number is null.
      const present = cells.filter(
        ([{ type, optional }, cell]) => cell !== null || !optional || type === 'number',
      );
      yield `${this.#before}\n${JSON.stringify(Object.fromEntries(present.map(([{ key }, cell]) => [key, cell])))}`;
      this.#before = ',';
    }
  }

  *end(): Generator<string, void, void> {
    const { updates } = this.#quantiles;
    const [p10, p50, p90] = [0.1, 0.5, 0.9].map((fraction) => this.#quantiles.quantile(fraction));
    yield `],\n"loss":${JSON.stringify({ updates, p10, p50, p90 })}}\n`;
  }
}

/** RFC 4180, after `#` lines that say what was learnt and how. */
export class LearningCsv implements LearningFile<string> {
  readonly #plan: LearningPlan;
  readonly #columns: readonly LearningColumn[];

  constructor({ plan }: LearningRun) {
    this.#plan = plan;
    this.#columns = learningColumns(plan);
  }

  *start(engine: EngineDescription): Generator<string, void, void> {
    yield* learningComments('train', this.#plan, engine, this.#columns);
    yield line(this.#columns.map(({ key }) => key));
  }

  updates(): void {
    // A row has what became of a network in the end.
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<string, void, void> {
    for (const one of learnt) yield line(this.#columns.map((column) => column.of(one)));
  }

  *end(): Generator<string, void, void> {
    // The last row is the last line.
  }
}

/** Units, and everything that determines the networks, stand in the key-value metadata as JSON, beside the version. */
export class LearningParquet implements LearningFile<Uint8Array<ArrayBuffer>> {
  readonly #plan: LearningPlan;
  readonly #columns: readonly LearningColumn[];
  #table: ParquetTable | undefined;

  constructor({ plan }: LearningRun) {
    this.#plan = plan;
    this.#columns = learningColumns(plan);
  }

  *start(engine: EngineDescription): Generator<Uint8Array<ArrayBuffer>, void, void> {
    this.#table = new ParquetTable('train', this.#columns, {
      ...learningEntries(this.#plan, engine),
      units: unitsJson(this.#columns),
    });
    yield this.#table.start();
  }

  updates(): void {
    // As in the CSV.
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (const one of learnt) {
      const full = this.#table?.row(this.#columns.map((column) => column.of(one)));
      if (full) yield full;
    }
  }

  *end(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    if (this.#table) yield* this.#table.end();
  }
}
