/**
 * How a model is measured, as the part of a link behind `#model/`: settings that are not as usual, `loss=every&lag=200`. The file
 * itself stays with its owner.
 */
import type { TrainingSaid } from '../analysis/diagnosis/rule.ts';
import { trainingFields, trainingNumber } from '../analysis/diagnosis/training_fields.ts';
import { FieldError, quoted } from '../experiment/field_error.ts';
import { formatField, parseChoice, parseField, parseInteger, parseReal } from '../experiment/field_text.ts';
import { fieldTable, givenSteps } from '../experiment/fields.ts';
import { placeKinds } from '../networks/given/meant_inputs.ts';
import { batchAxes, lengthsIn } from '../networks/given/model_sequence.ts';
import { kindFields } from '../networks/given/ungated_kind.ts';
import { type ModelSettings, usualSettings } from './model.ts';

/** What sliders and links reach of other weights. */
export const factorLimits = { minimum: 0.1, maximum: 4, step: 0.01, logarithmic: false } as const;
export const shiftLimits = { minimum: -5, maximum: 10, step: 0.1, logarithmic: false } as const;

const losses = ['last', 'every'] as const;

interface Setting {
  readonly name: string;
  /** Undefined where it is as usual. */
  readonly write: (settings: ModelSettings) => string | undefined;
  /** @throws {FieldError} for text that means nothing */
  readonly read: (text: string, settings: ModelSettings) => ModelSettings;
}

const settingsOfLink: readonly Setting[] = [
  {
    name: 'loss',
    write: ({ loss }) => unless(loss, usualSettings.loss),
    read: (text, settings) => ({ ...settings, loss: parseChoice('loss', losses, text) }),
  },
  {
    name: 'steps',
    write: ({ steps }) => unless(steps, undefined),
    read: (text, settings) => ({ ...settings, steps: whole('steps', text) }),
  },
  {
    name: 'seed',
    write: ({ seed }) => unless(seed, usualSettings.seed),
    read: (text, settings) => ({ ...settings, seed: whole('seed', text) }),
  },
  ...kindFields.map(
    (field): Setting => ({
      name: field.name,
      write: ({ kind }) => {
        const value = kind[field.key];
        return value === undefined ? undefined : formatField(field, value);
      },
      read: (text, settings) => ({
        ...settings,
        kind: { ...settings.kind, [field.key]: parseField(field, text) },
      }),
    }),
  ),
  {
    name: 'factor',
    write: ({ alteration }) => unless(alteration.factor, usualSettings.alteration.factor),
    read: (text, settings) => ({
      ...settings,
      alteration: { ...settings.alteration, factor: parseReal('factor', factorLimits, text) },
    }),
  },
  {
    name: 'forget-shift',
    write: ({ alteration }) => unless(alteration.forgetShift, usualSettings.alteration.forgetShift),
    read: (text, settings) => ({
      ...settings,
      alteration: { ...settings.alteration, forgetShift: parseReal('forget-shift', shiftLimits, text) },
    }),
  },
  {
    name: 'whole-numbers',
    write: ({ places }) => unless(places, undefined),
    read: (text, settings) => ({ ...settings, places: parseChoice('whole-numbers', placeKinds, text) }),
  },
  {
    name: 'batch',
    write: ({ batchAxis }) => unless(batchAxis, undefined),
    read: (text, settings) => ({ ...settings, batchAxis: parseChoice('batch', batchAxes, text) }),
  },
  {
    name: 'lengths',
    write: ({ lengths }) => lengths?.join(','),
    read: (text, settings) => {
      const lengths = lengthsIn(text);
      if (!lengths) throw new FieldError('lengths', 'whole numbers apart by commas, such as 6,9,1', text);
      return { ...settings, lengths };
    },
  },
  ...trainingFields.map(
    (field): Setting => ({
      name: field.name,
      write: ({ training }) => unless(training?.[field.key], undefined),
      read: (text, settings) => {
        const value = trainingNumber(field, text);
        if (value === undefined) throw new FieldError(field.name, field.allowed, text);
        const training: TrainingSaid = { ...settings.training, [field.key]: value };
        return { ...settings, training };
      },
    }),
  ),
];

export interface ModelAddress {
  readonly settings: ModelSettings;
  /** What was not understood, a sentence each. */
  readonly notices: readonly string[];
}

/** The settings that a link's part says; what is not understood is as usual, and said. Never throws. */
export function readModelAddress(part: string): ModelAddress {
  const said = new URLSearchParams(part);
  const notices: string[] = [];
  let settings = usualSettings;
  for (const { name, read } of settingsOfLink) {
    const text = said.get(name);
    said.delete(name);
    if (text === null) continue;
    try {
      settings = read(text, settings);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      notices.push(`${error.message}. It is left as usual.`);
    }
  }
  const [unknown] = said.keys();
  if (unknown !== undefined)
    notices.push(
      `Unknown in the link of a model, and ignored: ${quoted(unknown)}. Allowed are ${settingsOfLink.map(({ name }) => name).join(', ')}.`,
    );
  return { settings, notices };
}

/** The part that {@link readModelAddress} turns back into these; empty where all is as usual. */
export function writeModelAddress(settings: ModelSettings): string {
  return settingsOfLink
    .flatMap(({ name, write }) => {
      const text = write(settings);
      return text === undefined ? [] : [`${name}=${text}`];
    })
    .join('&');
}

/** As text, where it is other than usual. */
function unless(value: string | number | undefined, usual: string | number | undefined): string | undefined {
  // A plus sign would be read as a space.
  return value === undefined || value === usual ? undefined : String(value).replace('+', '');
}

function whole(key: 'steps' | 'seed', text: string): number {
  const { minimum, maximum } = key === 'steps' ? givenSteps : fieldTable[key];
  return parseInteger(key, minimum, maximum, text);
}
