/** Flags of a command line, strictly: every one known, given once, with a value. */
import { parseArgs } from 'node:util';
import { terminalDefault } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { asClause, FieldError, quoted } from '../experiment/field_error.ts';
import { parseField } from '../experiment/field_text.ts';
import { applies, contradiction, type Field, fields } from '../experiment/fields.ts';
import { learningFields } from '../experiment/learning.ts';
import { placeKinds } from '../networks/given/meant_inputs.ts';
import { UsageError } from './usage_error.ts';

/** A page keeps every network that it draws on a chart; a terminal forgets what it has written. */
const mostNetworks = 2 ** 20;

/** The page's fields, with a terminal's limits. */
export const terminalFields: readonly Field[] = fields.map((field) =>
  field.kind === 'integer' && field.key === 'networks' ? { ...field, maximum: mostNetworks } : field,
);

/** What was given, by flag name; an operand (a file) by the name it has in the help. A switch (`--shared-input`) is `true`. */
export type Flags = ReadonlyMap<string, string>;

/** Flags that stand alone; `--shared-input=false` is allowed too. */
const switches = new Set([
  ...[...terminalFields, ...learningFields].filter(({ kind }) => kind === 'flag').map(({ name }) => name),
  'summary',
  ...placeKinds,
]);

/**
 * Reads `--name value` and `--name=value`.
 * @param operand what the one word that belongs to no flag stands for, where there may be one
 * @throws {UsageError} for a flag that is not among `names`, given twice or without a value, and for any further
 * word that belongs to no flag.
 */
export function readFlags(words: readonly string[], names: readonly string[], operand?: string): Flags {
  const { flags, operands } = readWords(words, names);
  const beyond = operands[operand === undefined ? 0 : 1];
  if (beyond !== undefined)
    throw new UsageError(`${quoted(beyond)} belongs to no flag; ${allowedFlags(names)}`);
  const [given] = operands;
  return operand === undefined || given === undefined ? flags : new Map([...flags, [operand, given]]);
}

/**
 * The same, and the words that belong to no flag, however many.
 * @throws {UsageError} for a flag that is not among `names`, given twice or without a value
 */
export function readWords(words: readonly string[], names: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      names.map((name) => [name, { type: switches.has(name) ? 'boolean' : 'string' } as const]),
    ),
    allowPositionals: true,
    // Our own errors say what is allowed; and a value may begin with a dash.
    strict: false,
    tokens: true,
  });
  const allowed = allowedFlags(names);
  const flags = new Map<string, string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') throw new UsageError(`a lone -- means nothing here; ${allowed}`);
    if (token.kind === 'positional') {
      operands.push(token.value);
      continue;
    }
    const { name, rawName } = token;
    if (!names.includes(name)) throw new UsageError(`unknown flag ${quoted(rawName)}; ${allowed}`);
    if (flags.has(name)) throw new UsageError(`--${name} is given twice; once is allowed`);
    const value = token.value ?? (switches.has(name) ? 'true' : undefined);
    if (value === undefined) throw new UsageError(`--${name} needs a value`);
    flags.set(name, value);
  }
  return { flags, operands };
}

/** Whether a switch that is no field is on. @throws {UsageError} for a value that is neither true nor false */
export function isOn(flags: Flags, name: string): boolean {
  const value = flags.get(name) ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new UsageError(`--${name} stands alone; ${quoted(value)} is too much`);
}

function allowedFlags(names: readonly string[]): string {
  return `flags are ${names.map((name) => `--${name}`).join(', ')}`;
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
