/** Flags of a command line, strictly: every one known, given once, with a value. */
import { parseArgs } from 'node:util';
import { quoted } from '../experiment/field_error.ts';
import { learningFields } from '../experiment/learning.ts';
import { placeKinds } from '../networks/given/meant_inputs.ts';
import { type Flags, terminalFields } from './flags.ts';
import { UsageError } from './usage_error.ts';

/** Flags that stand alone; `--shared-input=false` is allowed too. */
const switches = new Set([
  ...[...terminalFields, ...learningFields].filter(({ kind }) => kind === 'flag').map(({ name }) => name),
  'summary',
  'resume',
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

function allowedFlags(names: readonly string[]): string {
  return `flags are ${names.map((name) => `--${name}`).join(', ')}`;
}
