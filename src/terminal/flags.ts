/** What flags say, by their names: an experiment, and what changes nothing in it. A program that calls the library says the same. */
import { terminalDefault } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { asClause, FieldError, quoted } from '../experiment/field_error.ts';
import { parseField } from '../experiment/field_text.ts';
import { applies, contradiction, type Field, fields } from '../experiment/fields.ts';
import { UsageError } from './usage_error.ts';

/** A page keeps every network that it draws on a chart; a terminal forgets what it has written. */
const mostNetworks = 2 ** 20;

/** The page's fields, with a terminal's limits. */
export const terminalFields: readonly Field[] = fields.map((field) =>
  field.kind === 'integer' && field.key === 'networks' ? { ...field, maximum: mostNetworks } : field,
);

/** What was given, by flag name; an operand (a file) by the name it has in the help. A switch (`--shared-input`) is `true`. */
export type Flags = ReadonlyMap<string, string>;

/** Whether a switch that is no field is on. @throws {UsageError} for a value that is neither true nor false */
export function isOn(flags: Flags, name: string): boolean {
  const value = flags.get(name) ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new UsageError(`--${name} stands alone; ${quoted(value)} is too much`);
}

/**
 * The experiment that the flags describe.
 * @throws {UsageError} for a value that is not allowed, or two that do not go together.
 */
export function experimentOf(flags: Flags): Experiment {
  let experiment = terminalDefault;
  for (const field of terminalFields) {
    const text = flags.get(field.name);
    if (text === undefined) continue;
    experiment = { ...experiment, [field.key]: said(() => parseField(field, text)) };
  }
  const conflict = contradiction(experiment);
  if (conflict !== undefined) throw new UsageError(`--${conflict}`);
  return experiment;
}

/**
 * Nothing is said that changes nothing: numbers would stand beside a setting that they are not of. What is so anyway may
 * be said.
 * @throws {UsageError} for a flag whose field does not apply to the experiment
 */
export function requireApplying(flags: Flags, experiment: Experiment): void {
  for (const field of terminalFields) {
    const reason = applies(field, experiment);
    if (reason === true || !flags.has(field.name) || experiment[field.key] === field.otherwise) continue;
    const instead = waysToApply(field, experiment).join(' or ');
    throw new UsageError(changesNothing(field, reason, instead));
  }
}

/**
 * Why a flag is refused, and what is allowed instead.
 * @param reason a sentence
 * @param otherwise flags with which it would apply; empty where there are none
 */
export function changesNothing({ name }: Field, reason: string, otherwise = ''): string {
  const instead = otherwise === '' ? 'leave it out' : `leave it out, or say ${otherwise}`;
  return `--${name} changes nothing here: ${asClause(reason)}; ${instead}`;
}

/** Flags, each enough by itself or together with one more, that make a field apply. */
function waysToApply(field: Field, experiment: Experiment): string[] {
  const makes = ({ change }: Way) => applies(field, { ...experiment, ...change }) === true;
  const single = ways.filter(makes);
  const pairs = ways.flatMap((first) =>
    ways.map(({ words, change }) => ({
      words: `${first.words} ${words}`,
      change: { ...first.change, ...change },
    })),
  );
  const found = single.length > 0 ? single : pairs.filter(makes).slice(0, 1);
  return found.map(({ words }) => words);
}

interface Way {
  readonly words: string;
  readonly change: Partial<Experiment>;
}

/** Everything that another field may depend on. */
const ways: readonly Way[] = terminalFields.flatMap((field): readonly Way[] => {
  if (field.kind === 'choice')
    return field.options.map(({ value }) => ({
      words: `--${field.name} ${value}`,
      change: { [field.key]: value },
    }));
  if (field.kind !== 'span') return [];
  return [{ words: `--${field.name} above ${field.minimum}`, change: { [field.key]: field.maximum } }];
});

/** Whatever `parse` makes of a flag; a {@link FieldError} becomes a {@link UsageError} that names the flag. */
export function said<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new UsageError(error.message.startsWith('--') ? error.message : `--${error.message}`);
  }
}
