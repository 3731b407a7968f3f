/**
 * A map of what becomes of networks that learn, over any two numbers: which two and how far, and what is read of a cell. Every
 * cell has the same networks, the same draws and the same sequences, so that an edge is one of the two numbers alone. In an
 * address it stands as `rate=0.001:10,gain=0.1:3,cells=64x64`.
 */
import { withinSentence } from '../language/nouns.ts';
import { Entries } from './entries.ts';
import { type Experiment, namesOf } from './experiment.ts';
import { FieldError } from './field_error.ts';
import { mapLimits, parseCellNetworks, parseCells } from './field_map.ts';
import { parseChoice } from './field_text.ts';
import { defaultExperiment } from './fields.ts';
import type { Learning } from './learning.ts';
import {
  appliesInPlan,
  idleInLearning,
  type LearningAxis,
  type LearningPlan,
  type LearningRange,
  learningAxes,
  learningAxis,
  networkPlan,
  parseLearningRange,
  placeInRange,
  valueIn,
  withValue,
} from './learning_axes.ts';
import { type CellArea, cellsAlong, type GridAxis, settled } from './map_grid.ts';
import { trainabilityPresets } from './trainability_presets.ts';

/** What is read of the networks of a cell. */
export const trainabilityReadings = {
  loss: { label: 'Final loss' },
  update: { label: 'Update at which' },
  learnt: { label: 'Fraction learnt' },
} as const;
export type TrainabilityReading = keyof typeof trainabilityReadings;

/** What is reckoned in: float32 as long as it tells neighbouring cells apart, or float64 from the start. */
export const precisions = ['auto', 'float64'] as const;

/** The two ranges of a map. */
export interface MapWindow {
  /** To the right, and upwards. */
  readonly x: LearningRange;
  readonly y: LearningRange;
}

/** Plain data, as everything that travels to a worker. */
export interface TrainabilityChoice extends MapWindow {
  /** Cells to the right at most: of whole numbers there may be fewer. */
  readonly columns: number;
  readonly rows: number;
  /** Networks in each cell. */
  readonly networks: number;
  readonly reading: TrainabilityReading;
  readonly precision: (typeof precisions)[number];
  /** The windows that were zoomed into one after another to come here, the outermost first; of the same two numbers. */
  readonly path: readonly MapWindow[];
}

const usual: Omit<TrainabilityChoice, 'x' | 'y'> = {
  ...{ columns: 64, rows: 64, networks: 1 },
  ...{ reading: 'loss', precision: 'auto', path: [] },
};
/** Windows that are kept of a way in. */
const longestPath = 32;

/** The numbers that a map of this plan may be over: those that change anything. */
export function trainabilityAxes(plan: LearningPlan): LearningAxis[] {
  return learningAxes.filter((axis) => appliesInPlan(axis, plan) === true);
}

/** The map of a plan unless a person says otherwise: rate against gain, over their ranges where they have some. */
export function usualTrainability(plan: LearningPlan): TrainabilityChoice {
  return { ...usual, x: usualRange(plan, 'rate'), y: usualRange(plan, 'gain') };
}

/** Where a map goes in a number: the plan's range, or around its value. */
export function usualRange(plan: LearningPlan, name: string): LearningRange {
  const value = valueIn(plan, name);
  if (typeof value === 'object') return { axis: name, from: value[0], to: value[1] };
  if (name === 'rate') return { axis: name, from: 0.001, to: 10 };
  if (name === 'gain') return { axis: name, from: 0.1, to: 3 };
  const { minimum, maximum, kind, logarithmic } = learningAxis(name);
  // What takes as long as a person waits.
  if (kind === 'integer')
    return { axis: name, from: Math.max(minimum, 1), to: Math.min(maximum, Math.max(32, 2 * value)) };
  if (logarithmic) return { axis: name, from: Math.max(minimum, 0.01), to: Math.min(maximum, 100) };
  return { axis: name, from: Math.max(minimum, -3), to: Math.min(maximum, 3) };
}

/**
 * What a map is in an address: two ranges and the rest, or a preset by its name and what differs from it.
 * @throws {FieldError} for a text that is none
 */
export function parseTrainability(text: string): TrainabilityChoice {
  const entries = new Entries(text);
  const preset = entries.take('preset', presetMap);
  const isAxis = (name: string) => learningAxes.some((axis) => axis.name === name);
  const said = entries.takeAll(isAxis).map(([name, value]) => parseLearningRange(learningAxis(name), value));
  const [x, y, ...more] = preset && said.length === 0 ? [preset.x, preset.y] : said;
  // The way into another window is another one.
  const base = { ...usual, ...preset, ...(said.length > 0 && { path: usual.path }) };
  if (!x || !y || more.length > 0 || x.axis === y.axis)
    throw new FieldError(
      'learn-map',
      'two different numbers with a range each, such as rate=0.001:10,gain=0.1:3',
      text,
    );
  const choice: TrainabilityChoice = {
    ...{ ...base, x, y, ...entries.take('cells', parseCells) },
    networks: entries.take('networks', (value) => parseCellNetworks('networks', value)) ?? base.networks,
    reading:
      entries.take('reading', (value) => parseChoice('reading', namesOf(trainabilityReadings), value)) ??
      base.reading,
    precision:
      entries.take('precision', (value) => parseChoice('precision', precisions, value)) ?? base.precision,
    path: entries.take('path', (value) => parsePath(value, x.axis, y.axis)) ?? base.path,
  };
  if (entries.unknown !== undefined)
    throw new FieldError(
      'learn-map',
      'two numbers, cells, a preset, networks, reading, precision and path',
      entries.unknown,
    );
  const reason = whyNotMapped(choice);
  if (reason !== undefined) throw new FieldError('learn-map', `of another size (${reason})`, text);
  return choice;
}

/** @throws {FieldError} where no preset has this name */
function presetMap(text: string): TrainabilityChoice {
  const preset = trainabilityPresets.find(({ name }) => name === text);
  const names = trainabilityPresets.map(({ name }) => name).join(', ');
  if (!preset) throw new FieldError('preset of learn-map', `one of ${names}`, text);
  return parseTrainability(preset.map);
}

/** The text that {@link parseTrainability} reads. */
export function formatTrainability(choice: TrainabilityChoice): string {
  const { x, y, columns, rows, networks, reading, precision, path } = choice;
  const range = ({ axis, from, to }: LearningRange) => `${axis}=${from}:${to}`;
  return [
    ...[range(x), range(y), `cells=${columns}x${rows}`],
    ...(networks === usual.networks ? [] : [`networks=${networks}`]),
    ...(reading === usual.reading ? [] : [`reading=${reading}`]),
    ...(precision === usual.precision ? [] : [`precision=${precision}`]),
    ...(path.length === 0 ? [] : [`path=${path.map(formatWindow).join('~')}`]),
  ].join(',');
}

/** Why there is no such map, as a clause; undefined where there is. */
export function whyNotMapped(choice: TrainabilityChoice): string | undefined {
  const { columns, rows, networks } = choice;
  const numbers = columns * rows * networks;
  if (numbers > mapLimits.numbers)
    return `a map of ${columns} × ${rows} cells of ${networks} networks is of ${numbers} networks; ${mapLimits.numbers} are allowed`;
  const { x, y } = trainabilityGrid(choice);
  const tooFine = [x, y].find((axis) => !isResolved(axis, significandBits.float64));
  return (
    tooFine &&
    `cells of ${withinSentence(tooFine.field.label)} would lie closer than even float64 tells apart; zoom out, or take fewer of them`
  );
}

/** Cells along one number. */
export type LearningGridAxis = GridAxis<LearningAxis>;

export interface TrainabilityGrid {
  readonly x: LearningGridAxis;
  readonly y: LearningGridAxis;
}

/** The cells of a map, evenly by ratio along what a slider goes so along. None is rounded. */
export function trainabilityGrid({
  x,
  y,
  columns,
  rows,
}: Pick<TrainabilityChoice, 'x' | 'y' | 'columns' | 'rows'>): TrainabilityGrid {
  const along = (range: LearningRange, cells: number) =>
    cellsAlong(learningAxis(range.axis), range, cells, (part) => placeInRange(range, part));
  return { x: along(x, columns), y: along(y, rows) };
}

const significandBits = { float32: 23, float64: 52 } as const;
/** Units in the last place that lie between two cells, at least: below, rounding is what a map would show. */
const leastSpacing = 64;

/** Whether cells lie so far apart that a number of so many bits tells them apart well. */
function isResolved({ field, centres }: LearningGridAxis, bits: number): boolean {
  if (field.kind === 'integer') return true;
  return centres.slice(1).every((centre, i) => {
    const before = centres[i] ?? centre;
    const largest = Math.max(Math.abs(centre), Math.abs(before));
    return centre - before >= leastSpacing * 2 ** (Math.floor(Math.log2(largest)) - bits);
  });
}

/** What a map is reckoned in. */
export function precisionOf(choice: TrainabilityChoice): 'float32' | 'float64' {
  const { x, y } = trainabilityGrid(choice);
  const isFine = [x, y].some((axis) => !isResolved(axis, significandBits.float32));
  return isFine || choice.precision === 'float64' ? 'float64' : 'float32';
}

/**
 * What all cells have in common: the middle of every range stands in its place, of the rate's by ratio, and what changes nothing
 * in learning is as usual.
 */
export function commonPlan(plan: LearningPlan): LearningPlan {
  const { experiment, learning, ranges } = ranged(plan);
  const idle = Object.fromEntries(idleInLearning.map((key) => [key, defaultExperiment[key]]));
  const common = { ...settled(experiment), ...idle, warmUp: 0 };
  return ranges.reduce(
    (changed: LearningPlan, range) => withValue(changed, range.axis, placeInRange(range, 0.5)),
    { experiment: common, learning, ranges },
  );
}

/** The same plan with the rate's range among the others. */
function ranged({ experiment, learning, ranges }: LearningPlan): LearningPlan {
  const { rate } = learning;
  return typeof rate === 'object'
    ? { experiment, learning, ranges: [...ranges, { axis: 'rate', from: rate[0], to: rate[1] }] }
    : { experiment, learning, ranges };
}

/** The networks of a cell: the same plan without a range. In float64 its two numbers are as exact as the map's. */
export function cellPlan(
  common: { readonly experiment: Experiment; readonly learning: Learning },
  { x, y }: TrainabilityGrid,
  { column, row }: { readonly column: number; readonly row: number },
  precision: 'float32' | 'float64',
): LearningPlan {
  const across = withValue({ ...common, ranges: [] }, x.field.name, x.centres[column] ?? 0);
  const plan = withValue(across, y.field.name, y.centres[row] ?? 0);
  return precision === 'float64' ? plan : networkPlan(plan, 0);
}

/** The map of some of its cells, which those fill; the way back is kept. */
export function zoomedIn(choice: TrainabilityChoice, { columns, rows }: CellArea): TrainabilityChoice {
  const { x, y } = trainabilityGrid(choice);
  return {
    ...choice,
    x: within(x, columns),
    y: within(y, rows),
    path: [...choice.path, { x: choice.x, y: choice.y }].slice(-longestPath),
  };
}

/** The map of the window at a place of its path. */
export function zoomedOut(choice: TrainabilityChoice, place: number): TrainabilityChoice {
  const window = choice.path[place];
  return window ? { ...choice, ...window, path: choice.path.slice(0, place) } : choice;
}

/** The range of some cells: whole numbers as they are, others with as many digits as cells need, so that links stay short. */
function within(
  { field, centres, edges }: LearningGridAxis,
  [first, last]: readonly [number, number],
): LearningRange {
  const { name: axis } = field;
  if (field.kind === 'integer') {
    const [from = 0, to = 0] = [centres[first], centres[last]];
    return {
      axis,
      from: from === to && from > field.minimum ? from - 1 : from,
      to: from === to ? to + 1 : to,
    };
  }
  const [from = 0, to = 0] = [edges[first], edges[last + 1]];
  const largest = Math.max(Math.abs(from), Math.abs(to));
  const digits = Math.min(17, Math.ceil(Math.log10(largest / (to - from))) + 4);
  const rounded = (value: number) =>
    Math.min(field.maximum, Math.max(field.minimum, Number(value.toPrecision(Math.max(4, digits)))));
  return { axis, from: rounded(from), to: rounded(to) };
}

function formatWindow({ x, y }: MapWindow): string {
  return [x.from, x.to, y.from, y.to].join(':');
}

/** @throws {FieldError} */
function parsePath(text: string, x: string, y: string): MapWindow[] {
  const windows = text.split('~').map((part): MapWindow => {
    const [x0, x1, y0, y1, ...more] = part.split(':');
    if (y1 === undefined || more.length > 0)
      throw new FieldError(
        'path',
        'windows such as 0.001:10:0.1:3, the first number’s range and the second’s',
        part,
      );
    return {
      x: parseLearningRange(learningAxis(x), `${x0}:${x1}`),
      y: parseLearningRange(learningAxis(y), `${y0}:${y1}`),
    };
  });
  if (windows.length > longestPath) throw new FieldError('path', `at most ${longestPath} windows`, text);
  return windows;
}
