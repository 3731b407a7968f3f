/**
 * An experiment as a link: the address bar holds every field, so that whoever opens it sees the same networks.
 * Nothing in an address can break the page: what is not understood becomes the default and a notice.
 */

import { type Axes, quantityNames, usualAxes } from './axes.ts';
import { parseClip } from './clip.ts';
import {
  type Configuration,
  formatComparison,
  idleChanges,
  parseComparison,
  withoutIdle,
} from './comparison.ts';
import type { Experiment } from './experiment.ts';
import { FieldError, quoted } from './field_error.ts';
import { formatMap, type MapChoice, parseMap } from './field_map.ts';
import { formatField, parseChoice, parseField, parseInteger } from './field_text.ts';
import { applies, contradiction, defaultExperiment, effective, fields } from './fields.ts';
import { type EngineName, engineNames } from './provenance.ts';
import { formatTuning, parseTuning, type Tuning } from './tuning.ts';

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
  /** How a GPU's kernels are laid out; absent where that is left to the engine. */
  readonly tuning?: Tuning;
  /** Configurations beside one another, as what differs from the experiment; absent while none are asked for. */
  readonly compare?: readonly Configuration[];
  /** Which map is measured; absent while that is the experiment's usual one. */
  readonly map?: MapChoice;
}

export interface Address {
  readonly experiment: Experiment;
  /** Fields that the address set, as opposed to those left at their default. */
  readonly given: ReadonlySet<keyof Experiment>;
  readonly view: View;
  /** What was not understood, a sentence each, naming the field. */
  readonly notices: readonly string[];
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

  let experiment = defaultExperiment;
  const given = new Set<keyof Experiment>();
  for (const field of fields) {
    const byDefault = usingDefault(formatField(field, defaultExperiment[field.key]));
    const value = read(field.name, byDefault, (text) => parseField(field, text));
    if (value === undefined) continue;
    experiment = { ...experiment, [field.key]: value };
    given.add(field.key);
  }
  const conflict = contradiction(experiment);
  if (conflict !== undefined) {
    experiment = { ...experiment, biasScale: defaultExperiment.biasScale };
    given.delete('biasScale');
    notices.push(`${conflict}. ${usingDefault(String(defaultExperiment.biasScale))}`);
  }
  for (const field of fields) {
    const reason = applies(field, experiment);
    if (reason === true || !given.delete(field.key)) continue;
    // Links once held every field as usual, needed or not.
    const usual = formatField(field, defaultExperiment[field.key]);
    if (formatField(field, experiment[field.key]) !== usual) notices.push(ignored(field.name, reason));
  }
  experiment = effective(experiment);

  const engine = read('engine', usingDefault('auto'), (text) => parseChoice('engine', engineChoices, text));
  const axis = (name: keyof Axes) =>
    read(name, usingDefault(usualAxes[name]), (text) => parseChoice(name, quantityNames, text)) ??
    usualAxes[name];
  const axes: Axes = { x: axis('x'), y: axis('y') };
  const chart = read('chart', usingDefault('map'), (text) => parseChoice('chart', charts, text));
  const clip = read('clip', 'Nothing is clipped.', parseClip);
  const network = read('network', 'No network is pinned.', (text) =>
    parseInteger('network', 0, experiment.networks - 1, text),
  );
  const tuning = read('tuning', usingDefault('auto'), parseTuning) ?? 'auto';
  const map = read('map', 'The usual map is measured.', parseMap);
  const compare = read('compare', 'The usual ones are compared.', parseComparison);
  notices.push(...(compare?.notices ?? []));
  for (const [place, configuration] of compare?.configurations.entries() ?? []) {
    for (const { field, reason } of idleChanges(experiment, configuration))
      notices.push(ignored(`${field.name} of configuration ${place + 1} of compare`, reason));
  }
  const configurations = compare?.configurations.map((one) => withoutIdle(experiment, one)) ?? [];
  const view = {
    engine: engine ?? 'auto',
    ...axes,
    ...(chart === 'points' && { chart }),
    ...(clip !== undefined && { clip }),
    ...(network !== undefined && { network }),
    ...(tuning !== 'auto' && { tuning }),
    ...(configurations.length > 0 && { compare: configurations }),
    ...(map && { map }),
  } as const;

  const unknown = [...new Set(parameters.keys())];
  if (unknown.length > 0) {
    const listed = unknown.slice(0, mostUnknown).map(quoted).join(', ');
    const rest = unknown.length - mostUnknown;
    notices.push(`Unknown in the address, and ignored: ${listed}${rest > 0 ? ` and ${rest} more` : ''}.`);
  }
  return { experiment, given, view, notices };
}

/** The query string, with its question mark, that {@link readAddress} turns back into both: every field that applies. */
export function writeAddress(experiment: Experiment, view: View): string {
  const pairs = fields
    .filter((field) => applies(field, experiment) === true)
    .map((field) => `${field.name}=${formatField(field, experiment[field.key])}`);
  if (view.engine !== 'auto') pairs.push(`engine=${view.engine}`);
  if (view.x !== usualAxes.x) pairs.push(`x=${view.x}`);
  if (view.y !== usualAxes.y) pairs.push(`y=${view.y}`);
  if (view.chart !== undefined) pairs.push(`chart=${view.chart}`);
  if (view.clip !== undefined) pairs.push(`clip=${view.clip}`);
  if (view.network !== undefined) pairs.push(`network=${view.network}`);
  if (view.tuning !== undefined) pairs.push(`tuning=${formatTuning(view.tuning)}`);
  if (view.compare)
    pairs.push(`compare=${formatComparison(view.compare.map((one) => withoutIdle(experiment, one)))}`);
  if (view.map) pairs.push(`map=${formatMap(view.map)}`);
  // Every value is made of letters, digits, '.', ':', '-', '~', ',' and '=', which stand for themselves in a query.
  return `?${pairs.join('&')}`;
}

/** @param reason a sentence */
function ignored(name: string, reason: string): string {
  return `${name} changes nothing, and is ignored. ${reason}`;
}

function usingDefault(value: string): string {
  return `The default, ${value}, is used.`;
}
