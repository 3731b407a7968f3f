/** What a program asks for in plain objects, as the flags of a command line say it: so both are refused for the same reasons. */
import { quoted } from '../experiment/field_error.ts';
import type { Flags } from '../terminal/flags.ts';
import { UsageError } from '../terminal/usage_error.ts';

/** Fields whose values are lists; of any other two numbers are a range. */
const lists = ['quantity', 'initial', 'lengths'];

/**
 * Plain data as flags, by the same names.
 * @throws {UsageError} for a name that is not among `names`, and for a value that no flag could have
 */
export function flagsFrom(asked: object, names: readonly string[]): Flags {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked))
    throw new UsageError(
      `what is asked for must be an object such as { gain: 1.2 }; ${quoted(String(asked))} is not`,
    );
  const flags = new Map<string, string>();
  for (const [name, value] of Object.entries(asked)) {
    if (!names.includes(name))
      throw new UsageError(`unknown field ${quoted(name)}; fields are ${names.join(', ')}`);
    if (value !== undefined) flags.set(name, textOf(name, value));
  }
  return flags;
}

function textOf(name: string, value: unknown): string {
  if (isPlain(value)) return String(value);
  if (Array.isArray(value) && value.every(isPlain)) return value.join(lists.includes(name) ? ',' : ':');
  throw new UsageError(
    `--${name} must be a number, text, true, false or a list of these; ${quoted(String(value))} is not`,
  );
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whatever `work` comes to. @throws {UsageError} that speaks of fields, where it speaks of flags; and what else it throws */
export async function speakingOfFields<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // What a person wrote stands in quotes, and stays.
    throw new UsageError(error.message.replace(/(?<![\w"-])--(?=[a-z])/g, ''), { cause: error.cause });
  }
}
