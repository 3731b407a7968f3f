/** Files that a command reads: arrays behind flags, and what is wrong with any of them in a line. */
import { basename } from 'node:path';
import { readNpy } from '../files/npy.ts';
import type { Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { Flags } from './flags.ts';
import { readWhole } from './given_file.ts';
import { UsageError } from './usage_error.ts';

/** The arrays of a flag's files, which stand apart by commas; none where the flag is missing. */
export async function arraysOf(flags: Flags, flag: string): Promise<Tensor[]> {
  const arrays: Tensor[] = [];
  for (const path of flags.get(flag)?.split(',') ?? []) {
    const bytes = await readWhole(path);
    arrays.push(await understood(path, async () => readNpy(bytes, basename(path))));
  }
  return arrays;
}

/** What `read` makes of a file; what is wrong with it is said together with its name. */
export async function understood<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof WeightFileError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
