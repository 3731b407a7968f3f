/** Flags of a command line, strictly: every one known, given once, with a value. */
import { parseArgs } from 'node:util';
import { terminalDefault } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { FieldError, quoted } from '../experiment/field_error.ts';
import { parseField } from '../experiment/field_text.ts';
import { contradiction, type Field, fields } from '../experiment/fields.ts';
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
const switches = new Set(terminalFields.filter(({ kind }) => kind === 'flag').map(({ name }) => name));

/**
 * Reads `--name value` and `--name=value`.
 * @param operand what the one word that belongs to no flag stands for, where there may be one
 * @throws {UsageError} for a flag that is not among `names`, given twice or without a value, and for any further
 * word that belongs to no flag.
 */
export function readFlags(words: readonly string[], names: readonly string[], operand?: string): Flags {
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
  const allowed = `flags are ${names.map((name) => `--${name}`).join(', ')}`;
  const flags = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') throw new UsageError(`a lone -- means nothing here; ${allowed}`);
    if (token.kind === 'positional' && operand !== undefined && !flags.has(operand)) {
      flags.set(operand, token.value);
      continue;
    }
    if (token.kind === 'positional') {
      throw new UsageError(`${quoted(token.value)} belongs to no flag; ${allowed}`);
    }
    const { name, rawName } = token;
    if (!names.includes(name)) throw new UsageError(`unknown flag ${quoted(rawName)}; ${allowed}`);
    if (flags.has(name)) throw new UsageError(`--${name} is given twice; once is allowed`);
    const value = token.value ?? (switches.has(name) ? 'true' : undefined);
    if (value === undefined) throw new UsageError(`--${name} needs a value`);
    flags.set(name, value);
  }
  return flags;
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

/** Whatever `parse` makes of a flag; a {@link FieldError} becomes a {@link UsageError} that names the flag. */
export function said<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new UsageError(error.message.startsWith('--') ? error.message : `--${error.message}`);
  }
}
