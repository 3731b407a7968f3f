/** What is said of a map of trainability: its networks, a cell of it, its precision, and the dimension of its edge. */

import type { BoxDimension } from '../../analysis/box_dimension.ts';
import type { Fate, TrainabilityMap } from '../../analysis/trainability.ts';
import { fieldTable } from '../../experiment/fields.ts';
import { learningFields } from '../../experiment/learning.ts';
import { type LearningPlan, learningAxis, valueIn } from '../../experiment/learning_axes.ts';
import type {
  TrainabilityChoice,
  TrainabilityGrid,
  TrainabilityReading,
} from '../../experiment/trainability.ts';
import { withinSentence } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import type { AskedTrainability } from '../../session/trainability.ts';
import { exactNumber } from '../charts/axes.ts';
import type { Cell } from '../charts/cell_chart.ts';
import { digitsOf, fieldWords } from '../charts/field_axis.ts';
import { count, exact, fixed, significant } from '../numbers.ts';

/** What is mapped, within a sentence. */
export const readingWords: Readonly<Record<TrainabilityReading, string>> = {
  loss: 'final loss',
  update: 'update at which it learnt or diverged',
  learnt: 'fraction of networks that have learnt',
};

/** What tells the two sides of the edge apart, in sentences. */
export const edgeWords: Readonly<Record<TrainabilityReading, string>> = {
  loss: 'The edge separates cells whose final loss is below 90 % of the loss without memory from cells whose final loss is above it. The loss without memory is what the best answer costs that remembers nothing of the same sequences. A network that learns nothing ends at 100 % of it.',
  update:
    'The edge separates cells that have learnt from cells that have not. A network has learnt once its mean loss is down to 10 % of the baseline. The mean is over the updates of 80 sequences, and over 10 updates at least.',
  learnt:
    'The edge separates cells in which at least half of the networks have learnt from the other cells. A network has learnt once its mean loss is down to 10 % of the baseline.',
};

/** What of a map is the same when it is taught again, and where. */
export const mapRepeats =
  'Taught again here with the same engine, every cell comes out the same to the last bit. Another engine, machine or browser may round differently, and single cells along a rough edge then come out otherwise.';

/** "Vanilla RNN, tanh · Ginibre · N = 16 · T = 16 · gain 0.1 to 3 · Recall a number · …": what all cells share, and the two ranges. */
export function planWords(plan: LearningPlan, { x, y }: Pick<TrainabilityChoice, 'x' | 'y'>): string {
  const { experiment, learning } = plan;
  const value = (name: string) => {
    const range = [x, y].find(({ axis }) => axis === name);
    return range
      ? `${brief(range.from)} to ${brief(range.to)}`
      : [valueIn(plan, name)].flat().map(brief).join(' to ');
  };
  const option = (
    field: { readonly options: readonly { readonly value: string; readonly label: string }[] },
    of: string,
  ) => (field.options.find((one) => one.value === of)?.label ?? of).replace(/ \(.*\)$/, '');
  const choice = (key: 'task' | 'optimizer') => {
    const field = learningFields.find((one) => one.key === key);
    return field?.kind === 'choice' ? option(field, learning[key]) : learning[key];
  };
  const named = new Set(['hidden-size', 'steps', 'gain', 'rate', 'updates', 'batch']);
  const others = [x, y].filter(({ axis }) => !named.has(axis));
  return [
    `${option(fieldTable.cell, experiment.cell)}, ${option(fieldTable.activation, experiment.activation)}`,
    option(fieldTable.ensemble, experiment.ensemble),
    `N = ${value('hidden-size')}`,
    `T = ${value('steps')}`,
    `gain ${value('gain')}`,
    choice('task'),
    choice('optimizer'),
    `rate ${value('rate')}`,
    ...(learning.clip > 0 && !others.some(({ axis }) => axis === 'clip')
      ? [`clip ${brief(learning.clip)}`]
      : []),
    `${value('updates')} updates of ${value('batch')}`,
    ...others.map(({ axis }) => `${withinSentence(learningAxis(axis).label)} ${value(axis)}`),
    `seed ${experiment.seed}`,
  ].join(' · ');
}

/** "learning rate η 0.316 · gain g 1.05 · final loss 0.012 of the baseline, learnt at update 45". */
export function cellWords(
  { grid, choice }: AskedTrainability,
  map: TrainabilityMap,
  { column, row }: Cell,
): string {
  const place = placeWords(grid, { column, row });
  const cell = row * map.columns + column;
  const fate = map.typical(cell, choice.reading);
  if (!fate) return `${place} · not taught yet`;
  if (map.networks === 1) return `${place} · ${fateWords(fate)}`;
  const fates = map.fates(cell);
  const learnt = fates.filter((one) => one.kind === 'learns' && one.learntAt !== undefined).length;
  const diverged = fates.filter((one) => one.kind === 'diverged').length;
  return `${place} · ${learnt} of ${map.networks} have learnt, ${diverged} diverged; the middle one: ${fateWords(fate)}`;
}

/** "learning rate η 0.316 · gain g 1.05". */
export function placeWords({ x, y }: TrainabilityGrid, { column, row }: Cell): string {
  const at = (axis: TrainabilityGrid['x'], place: number) =>
    `${fieldWords(axis.field)} ${axisNumber(axis, place)}`;
  return `${at(x, column)} · ${at(y, row)}`;
}

/** The value of a cell along an axis, with as many digits as tell it from its neighbours. */
export function axisNumber(axis: TrainabilityGrid['x'], place: number): string {
  const value = axis.centres[place] ?? 0;
  return axis.field.kind === 'integer' ? count(value) : exactNumber(value, Math.max(4, digitsOf(axis) - 1));
}

function fateWords(fate: Fate): string {
  if (fate.kind === 'diverged') return `diverged at update ${count(fate.at)}`;
  const loss = `final loss ${significant(fate.loss)} of the baseline`;
  if (fate.learntAt !== undefined) return `${loss}, learnt at update ${count(fate.learntAt)}`;
  return fate.loss > 1 ? `${loss}: worse than knowing nothing` : `${loss}, not learnt`;
}

/** What a table has of a cell. */
export function tableWords(map: TrainabilityMap, cell: number, reading: TrainabilityReading): string {
  if (reading === 'learnt') return map.has(cell) ? fixed(map.fractionLearnt(cell), 2) : '–';
  const fate = map.typical(cell, reading);
  if (!fate) return '–';
  if (fate.kind === 'diverged') return `diverged ${fate.at}`;
  if (reading === 'update') return fate.learntAt === undefined ? say`neither` : String(fate.learntAt);
  return significant(fate.loss, 2);
}

/** "1.32 ± 0.11", or a dash while there is none. */
export function dimensionNumber(dimension: BoxDimension | undefined): string {
  return dimension ? `${fixed(dimension.dimension, 2)} ± ${fixed(dimension.error, 2)}` : '–';
}

/** What the dimension of the edge was found from, or why there is none. */
export function dimensionWords(dimension: BoxDimension | undefined, map: TrainabilityMap): string {
  if (!map.isComplete) return 'It is counted once all cells are taught.';
  if (!dimension)
    return Math.min(map.columns, map.rows) < 32
      ? 'It needs at least 32 × 32 cells.'
      : 'The edge is too short here: it must pass at least 16 places.';
  const { sizes, count: several, places } = dimension;
  return `Counted with squares from ${sizes[0]} to ${sizes[1]} cells wide (${several} sizes), at ${count(places)} places that the edge passes.`;
}

/** Why this map is reckoned in float64, in a sentence; undefined where it is not. */
export function precisionWords({ choice, precision }: AskedTrainability): string | undefined {
  if (precision === 'float32') return undefined;
  return choice.precision === 'float64'
    ? 'Reckoned in float64, as you asked.'
    : 'Reckoned in float64, because float32 can hardly tell neighbouring cells apart here.';
}

/** "rate 0.1 … 0.3 × gain 1 … 1.2": a window of the way in. */
export function windowWords(grid: TrainabilityGrid): string {
  const ends = (axis: TrainabilityGrid['x']) => {
    // So many that even a narrow window's ends are two.
    const digits = digitsOf(axis) - 1;
    const [from = 0, to = 0] = [axis.edges[0], axis.edges.at(-1)];
    return `${axis.field.symbol ?? withinSentence(axis.field.label)} ${exactNumber(from, digits)} … ${exactNumber(to, digits)}`;
  };
  return `${ends(grid.x)}, ${ends(grid.y)}`;
}

function brief(value: number): string {
  return exact(Number(value.toPrecision(6)));
}
