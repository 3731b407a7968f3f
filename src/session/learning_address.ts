/**
 * Networks that learn as a part of a link, `learn=task=adding,rate=0.001:0.1,…`: what is not as usual, or as a preset has it, under the
 * name that its flag has, and how they are looked at. What is not understood becomes as usual, and a notice.
 */

import { FieldError, quoted } from '../experiment/field_error.ts';
import { parseChoice, parseField, parseInteger } from '../experiment/field_text.ts';
import { learningFields } from '../experiment/learning.ts';
import { appliesInPlan, type LearningPlan, parseLearningRange } from '../experiment/learning_axes.ts';
import {
  effectivePlan,
  learntFields,
  rangeAxes,
  textIn,
  usualPlan,
  variedAxes,
} from '../experiment/learning_plan.ts';
import {
  type LearningPreset,
  learningPresets,
  presetOf,
  presetPlan,
} from '../experiment/learning_presets.ts';
import { trainabilityPresets } from '../experiment/trainability_presets.ts';
import { say } from '../language/say.ts';

/** What stands to the right: an axis by its name, or ρ of the drawn networks, or of those that have learnt so far. */
export type LearningX = string;
export const radiusAxes = ['radius', 'radius-now'] as const;
export const usualX: LearningX = 'gain';

/** The axis that is shown: the one that was chosen, where the networks differ in it. */
export function shownX(plan: LearningPlan, chosen: LearningX): LearningX {
  const varied = variedAxes(plan).map(({ name }) => name);
  return [...varied, ...radiusAxes].includes(chosen) ? chosen : (varied[0] ?? 'radius');
}

/** How networks that learn are looked at; it changes no number. */
export interface LearningSight {
  readonly x: LearningX;
  /** Index of the pinned network. */
  readonly pinned?: number;
}

export interface LearningAddress {
  readonly plan: LearningPlan;
  readonly sight: LearningSight;
  /** What was not understood, a sentence each. */
  readonly notices: readonly string[];
}

const everyField = [...learntFields, ...learningFields];
const xNames = [...rangeAxes.map(({ name }) => name), ...radiusAxes];

/** What a part of a link starts from: what it does not say is so. */
interface Base {
  readonly plan: LearningPlan;
  readonly x: LearningX;
}

/** @param map the map of trainability of the same link: one that names a preset brings its networks */
function baseOf(preset: LearningPreset | undefined, map = ''): Base {
  if (preset) return { plan: presetPlan(preset, preset.variants?.[0]), x: preset.x ?? usualX };
  const mapped = trainabilityPresets.find(({ name }) => name === mapPresetIn(map));
  return { plan: mapped?.plan ?? usualPlan, x: usualX };
}

/** The name of the preset that a map of trainability in a link is, or is a change of; undefined where it is none. */
export function mapPresetIn(map: string): string | undefined {
  return /(?:^|,)preset=([^,]*)/.exec(map)?.[1];
}

/**
 * The part of a link that {@link readLearning} turns back into both; empty where all is as usual.
 * @param map the map of trainability of the same link
 */
export function writeLearning(plan: LearningPlan, { x, pinned }: LearningSight, map?: string): string {
  const usual = baseOf(undefined, map);
  const whole = fieldsOf(plan);
  // What is as usual already needs no preset's name.
  const isUsual = differing(whole, usual.plan).length === 0;
  const preset = isUsual ? undefined : presetOf(plan)?.preset;
  const base = preset ? baseOf(preset) : usual;
  const shown = shownX(plan, x);
  return [
    ...(preset ? [`preset=${preset.name}`] : []),
    ...differing(whole, base.plan),
    ...(shown === shownX(plan, base.x) ? [] : [`x=${shown}`]),
    ...(pinned === undefined ? [] : [`pin=${pinned}`]),
  ].join(',');
}

/** Every field of a plan that applies, for a record of it: a link reads it, too. */
export function wholeLearning(plan: LearningPlan): string {
  return fieldsOf(plan)
    .map(({ name, text }) => `${name}=${text}`)
    .join(',');
}

function fieldsOf(plan: LearningPlan) {
  return everyField
    .filter((field) => appliesInPlan(field, plan) === true)
    .map((field) => ({ name: field.name, field, text: textIn(plan, field) }));
}

function differing(said: ReturnType<typeof fieldsOf>, base: LearningPlan): string[] {
  return said
    .filter(({ field, text }) => text !== textIn(base, field))
    .map(({ name, text }) => `${name}=${text}`);
}

/**
 * What such a part says; nothing said is as usual. Never throws.
 * @param map the map of trainability of the same link
 */
export function readLearning(text: string, map?: string): LearningAddress {
  const said = new Map<string, string>();
  const notices: string[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    if (said.has(name)) notices.push(`${name} is given twice in learn. The first one is used.`);
    else said.set(name, at < 0 ? '' : part.slice(at + 1));
  }
  /** The value of one name, or undefined where it is absent or (with a notice) not understood. */
  function read<Value>(name: string, byDefault: string, parse: (value: string) => Value): Value | undefined {
    const value = said.get(name);
    said.delete(name);
    if (value === undefined) return undefined;
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      notices.push(`${error.message}. ${byDefault}`);
      return undefined;
    }
  }
  const preset = read('preset', 'None is used.', (value) => {
    const named = learningPresets.find(({ name }) => name === value);
    const names = learningPresets.map(({ name }) => name).join(', ');
    if (!named) throw new FieldError('preset of learn', `one of ${names}`, value);
    return named;
  });
  const base = baseOf(preset, map);
  let { plan } = base;
  const given = new Set<string>();
  for (const field of everyField) {
    const axis = rangeAxes.find(({ name }) => name === field.name);
    const asUsual = `The ${preset ? say`preset’s` : say`usual`}, ${textIn(base.plan, field)}, is used.`;
    const change = read(field.name, asUsual, (value): Partial<LearningPlan> => {
      const ranges = plan.ranges.filter((range) => range.axis !== field.name);
      if (axis && axis.kind !== 'span' && value.includes(':'))
        return { ranges: [...ranges, parseLearningRange(axis, value)] };
      const parsed = { [field.key]: parseField(field, value) };
      return 'group' in field
        ? { ranges, experiment: { ...plan.experiment, ...parsed } }
        : { ranges, learning: { ...plan.learning, ...parsed } };
    });
    if (!change) continue;
    plan = { ...plan, ...change };
    given.add(field.name);
  }
  for (const field of everyField) {
    const reason = appliesInPlan(field, plan);
    if (reason !== true && given.has(field.name))
      notices.push(`${field.name} changes nothing in learn, and is ignored. ${reason}`);
  }
  plan = effectivePlan(plan);
  const x = read('x', `The ${base.x} is shown.`, (value) => parseChoice('x', xNames, value)) ?? base.x;
  const pinned = read('pin', 'No network is pinned.', (value) =>
    parseInteger('pin', 0, plan.experiment.networks - 1, value),
  );
  const unknown = [...said.keys()];
  if (unknown.length > 0)
    notices.push(`Unknown in learn, and ignored: ${unknown.slice(0, 5).map(quoted).join(', ')}.`);
  return { plan, sight: { x, ...(pinned !== undefined && { pinned }) }, notices };
}
