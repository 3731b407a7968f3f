/**
 * An experiment as a link: what differs from the defaults or from a preset, and how many networks there are, so that whoever
 * opens it sees the same ones. Nothing in an address can break the page: what is not understood becomes the default and a notice.
 */

import { say } from '../language/say.ts';
import { type Axes, type AxisScale, axisScales, quantityNames, usualAxes } from './axes.ts';
import { parseClip } from './clip.ts';
import type { Configuration } from './comparison.ts';
import type { ComparisonPreset } from './comparison_presets.ts';
import type { Experiment } from './experiment.ts';
import { FieldError, ignored, quoted } from './field_error.ts';
import { formatField, parseChoice, parseField, parseInteger } from './field_text.ts';
import { applies, contradiction, defaultExperiment, effective, fields } from './fields.ts';
import { isPreset, offeredPresets, type Preset, presetNamed, start } from './presets.ts';
import { type EngineName, engineNames } from './provenance.ts';
import { formatTuning, parseTuning, type Tuning } from './tuning.ts';

/**
 * What a link leaves out is as it was when links of its version were written: where a default or a preset changes, the version
 * does. Links of before there was one hold every field. Until version 2 the y axis was even, and the charts through time showed all networks.
 */
const linkVersions = ['1', '2'] as const;
const linkVersion = '2';
/** Fields that every link had before there were versions, and that nobody writes by hand all together. */
const unversioned = ['cell', 'hidden-size', 'loss', 'seed'] as const;
/** Digits to which the ends of a brush are written: finer than a pixel. */
const brushDigits = 5;

const engineChoices = ['auto', ...engineNames] as const;
const charts = ['map', 'points'] as const;

/** How an experiment is looked at; it changes no number. */
export interface View extends Axes {
  /** Which engine measures, or whichever is best here. */
  readonly engine: 'auto' | EngineName;
  /** Points where there could be a phase map; absent where there could be none, or is one. */
  readonly chart?: 'points';
  /** c, the norm that the pinned network's parameter gradient is clipped to. */
  readonly clip?: number;
  /** Index of the pinned network. */
  readonly network?: number;
  /** Index of a second one, pinned beside it. */
  readonly beside?: number;
  /** How the y axis spends its length, where that is not mostly on the edge. */
  readonly scale?: 'even';
  /** The window: the range of x whose networks are shown through time; absent where it is the usual one, around the edge. */
  readonly brush?: 'all' | readonly [from: number, to: number];
  /** How a GPU's kernels are laid out; absent where that is left to the engine. */
  readonly tuning?: Tuning;
  /** Configurations beside one another, as what differs from the experiment; absent while none are asked for. */
  readonly compare?: readonly Configuration[];
  /** Which map is measured, as text: it is read where it is shown. Absent while that is the experiment's usual one. */
  readonly map?: string;
  /** Which networks learn, as `session/learning_address.ts` reads it; absent while those are the usual ones. */
  readonly learn?: string;
  /** Which map of trainability is asked for, as text: it is read where it is shown. Absent while none is. */
  readonly learnMap?: string;
}

export interface Address {
  readonly experiment: Experiment;
  /** Fields that the address set, by name or by a preset, as opposed to those left at their default. */
  readonly given: ReadonlySet<keyof Experiment>;
  readonly view: View;
  /** What was not understood, a sentence each, naming the field. */
  readonly notices: readonly string[];
}

/** What reads and writes comparisons. Few links compare, and it comes with the first. */
let comparisons: typeof import('./linked_comparison.ts') | undefined;

/** Whether a query string asks for a comparison: {@link loadComparisons} is to come before it is read. */
export function asksForComparison(search: string): boolean {
  return new URLSearchParams(search).has('compare');
}

/** To be waited for before an address that has a comparison is read or written. What cannot be loaded is told of by {@link readAddress}. */
export async function loadComparisons(): Promise<void> {
  comparisons ??= await import('./linked_comparison.ts').catch(() => undefined);
}

/** What is compared unless a person says otherwise; undefined before {@link loadComparisons}. */
export function usualComparison(): ComparisonPreset | undefined {
  return comparisons?.usualComparison;
}

/** Unknown names that one notice lists. */
const mostUnknown = 5;

/** What a query string (`location.search`, with or without its question mark) asks for. Never throws. */
export function readAddress(search: string): Address {
  const parameters = new URLSearchParams(search);
  const notices: string[] = [];

  /** The value of one name, or undefined where it is absent or (with a notice) not understood. */
  function read<Value>(name: string, byDefault: string, parse: (text: string) => Value): Value | undefined {
    const [text, ...more] = parameters.getAll(name);
    parameters.delete(name);
    if (text === undefined) return undefined;
    try {
      if (more.length === 0) return parse(text);
      notices.push(`${name} is given ${more.length + 1} times. ${byDefault}`);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      notices.push(`${error.message}. ${byDefault}`);
    }
    return undefined;
  }

  const isOld =
    !parameters.has('v') && unversioned.every((name) => parameters.has(name)) ? linkVersions[0] : undefined;
  const version =
    read('v', `It is read as one of version ${linkVersion}.`, (text) =>
      parseChoice('v', linkVersions, text),
    ) ??
    isOld ??
    linkVersion;
  const preset = read('preset', 'None is used.', (text) => presetNamed('preset', offeredPresets, text));
  const compareText = parameters.get('compare');
  const comparison = comparisons?.comparisonNamed(compareText ?? '');
  const named = preset ?? comparison;
  const base = baseOf(named);

  let { experiment } = base;
  const said = new Set<keyof Experiment>();
  for (const field of fields) {
    const byDefault = usingDefault(formatField(field, base.experiment[field.key]), named);
    const value = read(field.name, byDefault, (text) => parseField(field, text));
    if (value === undefined) continue;
    experiment = { ...experiment, [field.key]: value };
    said.add(field.key);
  }
  const conflict = contradiction(experiment);
  if (conflict !== undefined) {
    experiment = { ...experiment, biasScale: defaultExperiment.biasScale };
    said.delete('biasScale');
    notices.push(`${conflict}. ${usingDefault(String(defaultExperiment.biasScale))}`);
  }
  const given = new Set<keyof Experiment>(said);
  for (const { key } of fields) if (key in base.said) given.add(key);
  const also = overMap(experiment, parameters.get('map') ?? '');
  for (const field of fields) {
    const reason = applies(field, experiment);
    if (reason === true || applies(field, also) === true || !given.delete(field.key) || !said.has(field.key))
      continue;
    // Links once held every field as usual, needed or not.
    const usual = formatField(field, defaultExperiment[field.key]);
    if (formatField(field, experiment[field.key]) !== usual) notices.push(ignored(field.name, reason));
  }
  experiment = effective(experiment, also);

  const engine = read('engine', usingDefault('auto'), (text) => parseChoice('engine', engineChoices, text));
  const axis = (name: keyof Axes) =>
    read(name, usingDefault(base.axes[name], named), (text) => parseChoice(name, quantityNames, text)) ??
    base.axes[name];
  const axes: Axes = { x: axis('x'), y: axis('y') };
  const chart = read('chart', usingDefault('map'), (text) => parseChoice('chart', charts, text));
  const clip = read('clip', 'Nothing is clipped.', parseClip);
  const network = read('network', 'No network is pinned.', (text) =>
    parseInteger('network', 0, experiment.networks - 1, text),
  );
  const beside = read('beside', 'None is pinned beside another.', (text) => {
    const index = parseInteger('beside', 0, experiment.networks - 1, text);
    if (network === undefined || index === network)
      throw new FieldError('beside', 'another network than network, which stands beside it', text);
    return index;
  });
  const scaleThen: AxisScale = version === '1' ? 'even' : 'edge';
  const scale = read('scale', usingDefault(scaleThen), (text) => parseChoice('scale', axisScales, text));
  const brushThen = version === '1' ? ('all' as const) : undefined;
  const brush = read('brush', 'The usual networks are shown through time.', parseBrush) ?? brushThen;
  const tuning = read('tuning', usingDefault('auto'), parseTuning) ?? 'auto';
  const mapText = (name: string, what: string) => (text: string) => {
    if (!/^[\w.:,=~+-]+$/.test(text)) throw new FieldError(name, what, text);
    return text;
  };
  const map = read('map', 'The usual map is measured.', mapText('map', 'a map of two fields'));
  const learn = read('learn', 'The usual networks learn.', (text) => text);
  const learnMap = read(
    'learn-map',
    'No map of trainability is asked for.',
    mapText('learn-map', 'a map of trainability'),
  );
  const compare = read('compare', 'The usual ones are compared.', (text) =>
    comparisons?.readComparison(text, experiment),
  );
  if (compareText !== null && !comparisons)
    notices.push(
      'What the link compares could not be loaded: is the page still being served? Reload to try again.',
    );
  notices.push(...(compare?.notices ?? []));
  const configurations = compare?.configurations ?? [];
  const view = {
    engine: engine ?? 'auto',
    ...axes,
    ...(chart === 'points' && { chart }),
    ...(clip !== undefined && { clip }),
    ...(network !== undefined && { network }),
    ...(beside !== undefined && { beside }),
    ...((scale ?? scaleThen) === 'even' && { scale: 'even' as const }),
    ...(brush && { brush }),
    ...(tuning !== 'auto' && { tuning }),
    ...(configurations.length > 0 && { compare: configurations }),
    ...(map && { map }),
    ...(learn && { learn }),
    ...(learnMap !== undefined && { learnMap }),
  } as const;

  const unknown = [...new Set(parameters.keys())];
  if (unknown.length > 0) {
    const listed = unknown.slice(0, mostUnknown).map(quoted).join(', ');
    const rest = unknown.length - mostUnknown;
    notices.push(`Unknown in the address, and ignored: ${listed}${rest > 0 ? ` and ${rest} more` : ''}.`);
  }
  return { experiment, given, view, notices };
}

/**
 * An experiment as far as a map's axes reach: the upper end of each in place of its own value. Fields that need a number above
 * something apply where any cell has one.
 * @param map as a link has it, such as `gain=0.1:3,input-scale=0:2`
 */
export function overMap(experiment: Experiment, map = ''): Experiment {
  const ends = fields.flatMap(({ key, name }) => {
    const [, end] = new RegExp(`(?:^|,)${name}=[^:,]+:([^:,]+)`).exec(map) ?? [];
    return end === undefined ? [] : [[key, Number(end)]];
  });
  return { ...experiment, ...Object.fromEntries(ends) };
}

/**
 * The query string, with its question mark, that {@link readAddress} turns back into both. What a preset says is its name; how
 * many networks there are is said always, since how many are usual depends on the engine.
 */
export function writeAddress(said: Experiment, view: View): string {
  const also = overMap(said, view.map);
  const experiment = effective(said, also);
  const compare = view.compare && comparisons?.writeComparison(view.compare, experiment);
  const comparison = compare?.preset;
  const preset = offeredPresets.find((one) => isPreset(one, effective(experiment)));
  const base = baseOf(preset ?? comparison);
  const pairs = [`v=${linkVersion}`];
  if (preset && (preset !== start || comparison)) pairs.push(`preset=${preset.name}`);
  for (const field of fields) {
    if (applies(field, experiment) !== true && applies(field, also) !== true) continue;
    const text = formatField(field, experiment[field.key]);
    const isSaid = field.key !== 'networks' || field.key in base.said;
    if (!isSaid || text !== formatField(field, base.experiment[field.key]))
      pairs.push(`${field.name}=${text}`);
  }
  if (view.engine !== 'auto') pairs.push(`engine=${view.engine}`);
  if (view.x !== base.axes.x) pairs.push(`x=${view.x}`);
  if (view.y !== base.axes.y) pairs.push(`y=${view.y}`);
  if (view.chart !== undefined) pairs.push(`chart=${view.chart}`);
  if (view.clip !== undefined) pairs.push(`clip=${view.clip}`);
  if (view.network !== undefined) pairs.push(`network=${view.network}`);
  if (view.beside !== undefined) pairs.push(`beside=${view.beside}`);
  if (view.scale) pairs.push(`scale=${view.scale}`);
  if (view.brush)
    pairs.push(`brush=${view.brush === 'all' ? view.brush : view.brush.map(shortened).join(':')}`);
  if (view.tuning !== undefined) pairs.push(`tuning=${formatTuning(view.tuning)}`);
  if (compare) pairs.push(`compare=${compare.text}`);
  if (view.map) pairs.push(`map=${view.map}`);
  if (view.learn) pairs.push(`learn=${view.learn}`);
  if (view.learnMap !== undefined) pairs.push(`learn-map=${view.learnMap}`);
  // Every value is made of letters, digits, '.', ':', '-', '~', ',' and '=', which stand for themselves in a query.
  return `?${pairs.join('&')}`;
}

function usingDefault(value: string, preset?: Preset): string {
  return `The ${preset ? say`preset’s` : say`default`}, ${value}, is used.`;
}

/** What a link that names a preset, or none, leaves out. */
function baseOf(preset: Preset | undefined) {
  const said = preset?.experiment ?? {};
  return {
    said,
    experiment: { ...defaultExperiment, ...said },
    axes: { x: preset?.x ?? usualAxes.x, y: preset?.y ?? usualAxes.y },
  };
}

/** @throws {FieldError} */
function parseBrush(text: string): 'all' | readonly [number, number] {
  if (text === 'all') return text;
  const [from = Number.NaN, to = Number.NaN, ...more] = text
    .split(':', 3)
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (more.length === 0 && from < to && Number.isFinite(to - from)) return [from, to];
  throw new FieldError('brush', 'all, or a range of the x axis such as 0.9:1.1', text);
}

function shortened(value: number): string {
  // A plus sign would be read as a space.
  return String(Number(value.toPrecision(brushDigits))).replace('+', '');
}
