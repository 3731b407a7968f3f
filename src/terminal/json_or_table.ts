/** Whether a command prints JSON, or a table for a person. */
import { quoted } from '../experiment/field_error.ts';
import type { Flags } from './flags.ts';
import type { Output } from './terminal.ts';
import { UsageError } from './usage_error.ts';

/** As `--format` says, or else JSON on a pipe. @throws {UsageError} for a format that there is not */
export function writtenAsJson(flags: Flags, stdout: Output): boolean {
  const format = flags.get('format') ?? (stdout.isTTY ? 'table' : 'json');
  if (format === 'json' || format === 'table') return format === 'json';
  throw new UsageError(`--format must be table or json; ${quoted(format)} is not`);
}
