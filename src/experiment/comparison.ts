/**
 * Configurations side by side, each as what differs from one base experiment: the same seed, inputs and lengths
 * through all of them. In an address they stand as `base~ensemble=orthogonal~cell=lstm,forget-bias=1`.
 */
import { each } from '../language/both.ts';
import { withinSentence } from '../language/nouns.ts';
import { parseClip } from './clip.ts';
import { type Experiment, isUsualOfGates } from './experiment.ts';
import { FieldError } from './field_error.ts';
import { formatField, parseField } from './field_text.ts';
import { applies, effective, type Field, type FieldValue, fields, fieldTable } from './fields.ts';

/** What a configuration may have of its own; everything else is the base's. */
export const comparedFields: readonly Field[] = fields.filter(({ compared }) => compared);

export interface Configuration {
  /** What differs from the base experiment. */
  readonly changes: Partial<Experiment>;
  /** c, where the parameter gradient is clipped to this norm. */
  readonly clip?: number;
}

/** More are not told apart at a glance. */
export const mostConfigurations = 4;

const separators = { configurations: '~', differences: ',', value: '=' } as const;
/** The configuration without a difference. */
const nothing = 'base';

/** What a configuration measures. */
export function experimentOf(base: Experiment, { changes }: Configuration): Experiment {
  return effective({ ...base, ...changes });
}

/** Changes that change nothing in what a configuration measures, each with a sentence on why. */
export function idleChanges(base: Experiment, { changes }: Configuration) {
  const experiment = { ...base, ...changes };
  return comparedFields.flatMap((field) => {
    const reason = applies(field, experiment);
    return reason !== true && field.key in changes ? [{ field, reason }] : [];
  });
}

/** The configuration without them. */
export function withoutIdle(base: Experiment, configuration: Configuration): Configuration {
  const idle = new Set<string>(idleChanges(base, configuration).map(({ field }) => field.key));
  const changes = Object.entries(configuration.changes).filter(([key]) => !idle.has(key));
  return { ...configuration, changes: Object.fromEntries(changes) };
}

/** A configuration with other values; those that are the base's are no differences. */
export function reconfigured(
  base: Experiment,
  configuration: Configuration,
  changes: Configuration['changes'],
): Configuration {
  const wanted: Configuration['changes'] = { ...configuration.changes, ...changes };
  const differences = comparedFields.flatMap((field) => {
    const value = wanted[field.key];
    return value === undefined || formatField(field, value) === formatField(field, base[field.key])
      ? []
      : [[field.key, value] as const];
  });
  return { ...configuration, changes: Object.fromEntries(differences) };
}

/** Configurations that a text from outside asks for, and a sentence for each that is not understood. */
export interface ParsedComparison {
  readonly configurations: readonly Configuration[];
  readonly notices: readonly string[];
}

/** Reads what {@link formatComparison} wrote. Never throws: a configuration that is not understood is left out. */
export function parseComparison(text: string): ParsedComparison {
  const configurations: Configuration[] = [];
  const notices: string[] = [];
  const parts = text.split(separators.configurations, mostConfigurations + 1);
  for (const [place, part] of parts.slice(0, mostConfigurations).entries()) {
    try {
      configurations.push(parseConfiguration(part));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      notices.push(`Configuration ${place + 1} of compare is left out: ${error.message}.`);
    }
  }
  if (parts.length > mostConfigurations) {
    notices.push(`compare holds ${mostConfigurations} configurations at most; the others are left out.`);
  }
  return { configurations, notices };
}

/** The text of configurations in an address: letters, digits and `~,=.:-`, which stand for themselves in a query. */
export function formatComparison(configurations: readonly Configuration[]): string {
  return configurations.map(formatConfiguration).join(separators.configurations);
}

/**
 * What each configuration is called beside the others: its cell, and every field that any of them changes and that
 * applies to it.
 */
export function configurationNames(base: Experiment, configurations: readonly Configuration[]): string[] {
  const varied = comparedFields.filter(
    ({ key }) => key !== 'cell' && configurations.some(({ changes }) => key in changes),
  );
  return configurations.map((configuration) => {
    const experiment = experimentOf(base, configuration);
    const parts = [fieldTable.cell, ...varied]
      .filter((field) => applies(field, experiment) === true)
      .filter(({ key }) => key !== 'activation' || !isUsualOfGates(experiment))
      .map((field) => wordsOf(field, experiment[field.key]));
    const { clip } = configuration;
    return [...parts, ...(clip === undefined ? [] : [`clipped at ${clip}`])].join(', ');
  });
}

function parseConfiguration(text: string): Configuration {
  if (text === nothing) return { changes: {} };
  const given = new Map<string, FieldValue>();
  for (const difference of text.split(separators.differences)) {
    const at = difference.indexOf(separators.value);
    const [name, value] = at < 0 ? [difference, ''] : [difference.slice(0, at), difference.slice(at + 1)];
    const field = comparedFields.find((candidate) => candidate.name === name);
    const key = name === 'clip' ? name : field?.key;
    if (key === undefined || at < 0) {
      const names = [...comparedFields.map((own) => own.name), 'clip'].join(', ');
      throw new FieldError('a difference', `${nothing} alone, or one of ${names} and its value`, difference);
    }
    if (given.has(key)) throw new FieldError(name, 'given once', difference);
    given.set(key, field ? parseField(field, value) : parseClip(value));
  }
  const { clip, ...changes } = Object.fromEntries(given);
  return { changes, ...(typeof clip === 'number' && { clip }) };
}

function formatConfiguration({ changes, clip }: Configuration): string {
  const differences = comparedFields.flatMap((field) => {
    const value = changes[field.key];
    return value === undefined ? [] : [`${field.name}${separators.value}${formatField(field, value)}`];
  });
  if (clip !== undefined) differences.push(`clip${separators.value}${clip}`);
  return differences.join(separators.differences) || nothing;
}

/** A value in a name: "orthogonal", "gain 1.5", "forget bias 3". */
function wordsOf(field: Field, value: FieldValue): string {
  if (field.kind === 'choice') {
    const label = field.options.find((option) => option.value === value)?.label ?? String(value);
    return field.key === 'cell' ? label : withinName(label);
  }
  return `${withinSentence(field.label)} ${formatField(field, value).replace(':', '–')}`;
}

/** "Orthogonal (Haar)" as "orthogonal"; names of persons and acronyms keep their capitals. */
function withinName(label: string): string {
  const short = label.replace(/ \(.*\)$/, '');
  return each(short, (words, language) =>
    language === 'en' && /^(?!Ginibre)[A-Z][a-z]+( |$)/.test(words)
      ? words.charAt(0).toLowerCase() + words.slice(1)
      : words,
  );
}
