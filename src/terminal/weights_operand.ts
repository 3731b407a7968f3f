/** The file of weights that a command is about, read. */
import { basename, dirname, join } from 'node:path';
import { readWeightFile } from '../files/weight_file.ts';
import { weightFileEndings } from '../files/weight_formats.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import type { Flags } from './flags.ts';
import { understood } from './given_arrays.ts';
import { readWhole } from './given_file.ts';
import { UsageError } from './usage_error.ts';

/** The one word that belongs to no flag. */
export const operand = `WEIGHTS${weightFileEndings.join('|')}`;

/** The file of weights that a command is about. @throws {UsageError} where there is none, or it cannot be read */
export async function weightsOf(
  command: string,
  flags: Flags,
): Promise<{ readonly path: string; readonly file: WeightFile }> {
  const path = flags.get(operand);
  if (path === undefined) throw new UsageError(`${command} needs a file of weights: ${operand}`);
  const bytes = await readWhole(path);
  const beside = (name: string) => readWhole(join(dirname(path), name));
  return { path, file: await understood(path, () => readWeightFile(basename(path), bytes, beside)) };
}
