/** A map of trainability as a file, and what any file says of where it comes from: JSON, a row of cells a line, or CSV, a network a line. */
import type { BoxDimension } from '../analysis/box_dimension.ts';
import type { Fate, TrainabilityMap } from '../analysis/trainability.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { type EngineDescription, filedEngine } from '../experiment/provenance.ts';
import {
  formatTrainability,
  type LearningGridAxis,
  type TrainabilityChoice,
  trainabilityGrid,
} from '../experiment/trainability.ts';
import { filedUnfinished, type Unfinished, unfinished } from '../experiment/unfinished.ts';
import { written } from '../language/both.ts';
import { entry } from '../networks/vector.ts';
import { comment, line } from './csv.ts';
import { experimentJson } from './provenance.ts';
import { schema } from './schema.ts';
import { version } from './version.ts';

export interface TaughtMap {
  /** The first cell's: that of any other is the same with its own two values. */
  readonly plan: LearningPlan;
  readonly choice: TrainabilityChoice;
  readonly map: TrainabilityMap;
  readonly engine: EngineDescription;
  readonly dimension: BoxDimension | undefined;
}

/** What of it is not taught; undefined where all is. */
export function untaughtOf({ map }: Pick<TaughtMap, 'map'>): Unfinished | undefined {
  return unfinished(map.count, map.columns * map.rows, 'cell');
}

/** Everything that gives the map again, under the names that a picture keeps it by. */
export function trainabilityEntries({
  plan,
  choice,
  engine,
  map,
}: Omit<TaughtMap, 'dimension'>): Record<string, string> {
  const missing = untaughtOf({ map });
  return {
    Software: `Vanishing Point ${version}`,
    experiment: experimentJson(plan.experiment),
    training: JSON.stringify(plan.learning),
    map: formatTrainability(choice),
    seed: String(plan.experiment.seed),
    engine: engineJson(engine),
    version,
    ...(missing && { unfinished: filedUnfinished(missing) }),
  };
}

/**
 * `{ experiment, training, map, engine, version, schema, unfinished?, x, y, dimension, networks: [{ loss, learntAt, divergedAt }] }`: of each
 * network of a cell its loss in parts of the baseline's and two updates, a row of the map a line, null where there is none.
 */
export function* trainabilityJson(taught: TaughtMap): Generator<string, void, void> {
  const { plan, choice, map, engine, dimension } = taught;
  const { x, y } = trainabilityGrid(choice);
  const axis = ({ field, centres }: LearningGridAxis) => JSON.stringify({ axis: field.name, centres });
  yield `{"experiment":${experimentJson(plan.experiment)},\n"training":${JSON.stringify(plan.learning)},\n`;
  yield `"map":${JSON.stringify(formatTrainability(choice))},\n"engine":${engineJson(engine)},\n`;
  yield `"version":${JSON.stringify(version)},\n"schema":${schema},\n`;
  const missing = untaughtOf(taught);
  if (missing) yield `"unfinished":${JSON.stringify(filedUnfinished(missing))},\n`;
  yield `"x":${axis(x)},\n"y":${axis(y)},\n"dimension":${JSON.stringify(dimension ?? null)},\n"networks":[`;
  for (let index = 0; index < map.networks; index++) {
    yield index > 0 ? ',\n{' : '\n{';
    const columns = Object.entries(numbers);
    for (const [place, [name, of]] of columns.entries()) {
      yield `${place > 0 ? ',\n' : ''}"${name}":[`;
      for (let row = 0; row < map.rows; row++) {
        const cells = Array.from({ length: map.columns }, (_, column) => {
          const fate = map.fates(row * map.columns + column)[index];
          return fate ? of(fate) : null;
        });
        yield `${row > 0 ? ',' : ''}\n${JSON.stringify(cells)}`;
      }
      yield ']';
    }
    yield '}';
  }
  yield ']}\n';
}

/** RFC 4180, after `#` lines that say what was taught and how. */
export function* trainabilityCsv({
  plan,
  choice,
  map,
  engine,
  dimension,
}: TaughtMap): Generator<string, void, void> {
  const { x, y } = trainabilityGrid(choice);
  const entries = {
    ...trainabilityEntries({ plan, choice, engine, map }),
    dimension: JSON.stringify(dimension ?? null),
  };
  yield comment('Vanishing Point map of trainability');
  for (const [name, text] of Object.entries(entries)) yield comment(`${name}: ${text}`);
  yield comment('loss in parts of the baseline’s');
  yield line([x.field.name, y.field.name, 'network', ...Object.keys(numbers)]);
  for (let cell = 0; cell < map.columns * map.rows; cell++) {
    for (const [index, fate] of map.fates(cell).entries()) {
      const place = [entry(x.centres, cell % map.columns), entry(y.centres, Math.floor(cell / map.columns))];
      yield line([...place, index, ...Object.values(numbers).map((of) => of(fate))]);
    }
  }
}

/** What files have of a network. */
const numbers = {
  loss: (fate: Fate) => (fate.kind === 'learns' && Number.isFinite(fate.loss) ? fate.loss : null),
  learntAt: (fate: Fate) => (fate.kind === 'learns' ? (fate.learntAt ?? null) : null),
  divergedAt: (fate: Fate) => (fate.kind === 'diverged' ? fate.at : null),
} as const;

function engineJson(engine: EngineDescription): string {
  return JSON.stringify(written(filedEngine(engine)));
}
