/** Loss curves of networks that learn, as files: a row a network and update in CSV and Parquet, a line a network in JSON. */
import { keptUpdates } from '../analysis/kept_updates.ts';
import type { LearningSlice, LearntNetwork } from '../analysis/learnt_network.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { entry } from '../networks/vector.ts';
import { comment, line } from './csv.ts';
import {
  type LearningFile,
  type LearningRun,
  learningComments,
  learningEntries,
  lossUnit,
} from './learning_file.ts';
import { ParquetTable } from './parquet_table.ts';
import { schema } from './schema.ts';
import { type Cell, unitsJson } from './sweep_row.ts';
import { version } from './version.ts';

/** Updates of a curve that are kept, at most. */
export const mostCurveUpdates = 512;

/** The updates that curves have: all, or so many evenly spaced, the first and the last among them. */
function curveUpdates({ learning }: LearningPlan): readonly number[] {
  return keptUpdates(learning.updates, mostCurveUpdates);
}

/** Both curves of a network, [kept updates]. */
interface Curve {
  readonly losses: Float64Array;
  readonly gradientNorms: Float64Array;
}

/** Curves of those networks that learn just now, each until it is written. */
class Curves {
  readonly updates: readonly number[];
  readonly #placeOf: ReadonlyMap<number, number>;
  readonly #from: number;
  readonly #curves = new Map<number, Curve>();

  constructor({ plan, range }: LearningRun) {
    this.updates = curveUpdates(plan);
    this.#placeOf = new Map(this.updates.map((update, place) => [update, place]));
    this.#from = range.from;
  }

  append({ places, after, losses, gradientNorms }: LearningSlice): void {
    for (let from = 0, update = after + 1; from < losses.length; from += places.length, update++) {
      const at = this.#placeOf.get(update);
      if (at === undefined) continue;
      places.forEach((place, i) => {
        const curve = this.#curves.get(place) ?? this.#blank();
        this.#curves.set(place, curve);
        curve.losses[at] = entry(losses, from + i);
        curve.gradientNorms[at] = entry(gradientNorms, from + i);
      });
    }
  }

  /** The curve of a network, which is then forgotten. */
  take({ network }: LearntNetwork): Curve {
    const place = network.index - this.#from;
    const curve = this.#curves.get(place) ?? this.#blank();
    this.#curves.delete(place);
    return curve;
  }

  #blank(): Curve {
    const losses = new Float64Array(this.updates.length).fill(Number.NaN);
    return { losses, gradientNorms: losses.slice() };
  }
}

/** A number, or null where there is none: of a network that has diverged, and of the logarithm of an exact zero. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function columnsOf(plan: LearningPlan) {
  return [
    { key: 'index', type: 'integer', optional: false },
    { key: 'update', type: 'integer', optional: false },
    { key: 'loss', type: 'number', optional: false, unit: lossUnit(plan) },
    { key: 'log10GradientNorm', type: 'number', optional: true, unit: 'decades of ‖∂L/∂θ‖₂' },
  ] as const;
}

/** The rows of a network: those before it diverged. */
function* rowsOf(curves: Curves, learnt: LearntNetwork): Generator<Cell[], void, void> {
  const { losses, gradientNorms } = curves.take(learnt);
  for (const [at, update] of curves.updates.entries()) {
    const loss = entry(losses, at);
    if (Number.isNaN(loss)) return;
    yield [learnt.network.index, update, loss, finite(Math.log10(entry(gradientNorms, at)))];
  }
}

/** `{ experiment, training, engine, version, schema, updates, curves: [{index, loss, log10GradientNorm}, …] }`, a network a line. */
export class LearningCurvesJson implements LearningFile<string> {
  readonly #plan: LearningPlan;
  readonly #curves: Curves;
  #before = '';

  constructor(run: LearningRun) {
    this.#plan = run.plan;
    this.#curves = new Curves(run);
  }

  *start(engine: EngineDescription): Generator<string, void, void> {
    const { experiment, training, engine: by } = learningEntries(this.#plan, engine);
    yield `{"experiment":${experiment},\n"training":${training},\n"engine":${by},\n`;
    yield `"version":${JSON.stringify(version)},\n"schema":${schema},\n`;
    yield `"updates":${JSON.stringify(this.#curves.updates)},\n"curves":[`;
  }

  updates(slice: LearningSlice): void {
    this.#curves.append(slice);
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<string, void, void> {
    for (const one of learnt) {
      const { losses, gradientNorms } = this.#curves.take(one);
      const row = {
        index: one.network.index,
        loss: Array.from(losses, finite),
        log10GradientNorm: Array.from(gradientNorms, (value) => finite(Math.log10(value))),
      };
      yield `${this.#before}\n${JSON.stringify(row)}`;
      this.#before = ',';
    }
  }

  *end(): Generator<string, void, void> {
    yield ']}\n';
  }
}

/** `index, update, loss, log10GradientNorm`, after `#` lines that say what was learnt and how. */
export class LearningCurvesCsv implements LearningFile<string> {
  readonly #plan: LearningPlan;
  readonly #curves: Curves;

  constructor(run: LearningRun) {
    this.#plan = run.plan;
    this.#curves = new Curves(run);
  }

  *start(engine: EngineDescription): Generator<string, void, void> {
    const columns = columnsOf(this.#plan);
    yield* learningComments('loss curves', this.#plan, engine, columns);
    const thinned = thinning(this.#plan);
    if (thinned !== undefined) yield comment(thinned);
    yield line(columns.map(({ key }) => key));
  }

  updates(slice: LearningSlice): void {
    this.#curves.append(slice);
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<string, void, void> {
    for (const one of learnt) for (const row of rowsOf(this.#curves, one)) yield line(row);
  }

  *end(): Generator<string, void, void> {
    // The last row is the last line.
  }
}

/** The same columns, typed; what was learnt and how stands in the key-value metadata as JSON. */
export class LearningCurvesParquet implements LearningFile<Uint8Array<ArrayBuffer>> {
  readonly #plan: LearningPlan;
  readonly #curves: Curves;
  #table: ParquetTable | undefined;

  constructor(run: LearningRun) {
    this.#plan = run.plan;
    this.#curves = new Curves(run);
  }

  *start(engine: EngineDescription): Generator<Uint8Array<ArrayBuffer>, void, void> {
    const columns = columnsOf(this.#plan);
    this.#table = new ParquetTable('curves', columns, {
      ...learningEntries(this.#plan, engine),
      units: unitsJson(columns),
    });
    yield this.#table.start();
  }

  updates(slice: LearningSlice): void {
    this.#curves.append(slice);
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (const one of learnt) {
      for (const row of rowsOf(this.#curves, one)) {
        const full = this.#table?.row(row);
        if (full) yield full;
      }
    }
  }

  *end(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    if (this.#table) yield* this.#table.end();
  }
}

/** A sentence on what curves leave out; undefined where they leave out nothing. */
export function thinning(plan: LearningPlan): string | undefined {
  const { updates } = plan.learning;
  return updates > mostCurveUpdates
    ? `Curves have ${mostCurveUpdates} of ${updates} updates, evenly spaced, the first and the last among them.`
    : undefined;
}
