/** The file of weights that a command is about, read. */
import { readWeightFile } from '../files/weight_file.ts';
import { weightFileEndings } from '../files/weight_formats.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import type { Flags } from './flags.ts';
import { fileName, understood } from './given_arrays.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage_error.ts';

/** The one word that belongs to no flag. */
export const operand = `WEIGHTS${weightFileEndings.join('|')}`;

/** The file of weights that a command is about. @throws {UsageError} where there is none, or it cannot be read */
export async function weightsOf(
  command: string,
  flags: Flags,
  { read }: Pick<Surroundings, 'read'>,
): Promise<{ readonly path: string; readonly file: WeightFile }> {
  const path = flags.get(operand);
  if (path === undefined) throw new UsageError(`${command} needs a file of weights: ${operand}`);
  const bytes = await read(path);
  const name = fileName(path);
  const folder = path.slice(0, path.length - name.length);
  const beside = (other: string) => read(`${folder}${other}`);
  return { path, file: await understood(path, () => readWeightFile(name, bytes, beside)) };
}
