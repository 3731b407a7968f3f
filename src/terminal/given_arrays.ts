/** Files that a command reads: arrays behind flags, and what is wrong with any of them in a line. */
import {
  type ArrayReader,
  type GivenArray,
  givenArray,
  givenLengths,
  type NamedArray,
} from '../laboratory/given_array.ts';
import type { ArrayName } from '../networks/given/array_names.ts';
import { type PlaceKind, placeKinds } from '../networks/given/meant_inputs.ts';
import { lengthsIn } from '../networks/given/model_sequence.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { Flags } from './flags.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage_error.ts';

type Files = Pick<Surroundings, 'read'>;

/** Flags that name arrays, and say what whole numbers in them stand for. */
export const arrayFlagNames = ['inputs', 'initial', 'cotangent', ...placeKinds];

/** What the flags give, and how it is understood. */
interface ArraysOfFlags {
  readonly inputs: GivenArray | undefined;
  readonly cotangent: GivenArray | undefined;
  /** h_0, and c_0 beside it. */
  readonly initial: readonly GivenArray[];
  readonly remarks: readonly string[];
}

/** @throws {UsageError} for a file that is not read, does not say what of it is meant, or is one too many */
export async function arraysOf(flags: Flags, layer: ArrayReader, around: Files): Promise<ArraysOfFlags> {
  const reader = { ...layer, ...placesOf(flags) };
  const of = (flag: string, roles: readonly ArrayName[]) => filesOf(flags, flag, roles, { reader, around });
  const [inputs, ...moreInputs] = await of('inputs', ['inputs']);
  const [cotangent, ...moreCotangents] = await of('cotangent', ['cotangent']);
  if (moreInputs.length + moreCotangents.length > 0) {
    throw new UsageError('--inputs and --cotangent each take one file; --initial may take H0.npy,C0.npy');
  }
  const initial = await of('initial', ['hidden', 'cell']);
  const said = placeKinds.filter((kind) => flags.has(kind));
  if (!inputs && said.length > 0)
    throw new UsageError(`--${said[0]} is about given inputs; --inputs is allowed beside it`);
  const remarks = [inputs, ...initial, cotangent].flatMap((array) => array?.remarks ?? []);
  return { inputs, cotangent, initial, remarks };
}

async function filesOf(
  flags: Flags,
  flag: string,
  roles: readonly ArrayName[],
  { reader, around }: { readonly reader: ArrayReader; readonly around: Files },
): Promise<GivenArray[]> {
  const arrays: GivenArray[] = [];
  for (const [i, words] of (flags.get(flag)?.split(',') ?? []).entries()) {
    const role = roles[i] ?? roles[0];
    if (role)
      arrays.push(await understood(words, async () => givenArray(role, await named(words, around), reader)));
  }
  return arrays;
}

/** Lengths in a row, or out of a file. @throws {UsageError} where they are neither */
export async function lengthsOf(words: string, around: Files): Promise<readonly number[]> {
  const lengths = lengthsIn(words);
  if (lengths) return lengths;
  if (!/\.(?:npy|npz|csv)(?::.+)?$/i.test(words))
    throw new UsageError(`--lengths must be whole numbers such as 6,9,1, or a file of them, not "${words}"`);
  return understood(words, async () => givenLengths(await named(words, around)));
}

/** A file, and behind a colon the array that is meant of an `.npz`. */
async function named(words: string, { read }: Files): Promise<NamedArray> {
  const [, archive, key] = /^(.*\.npz):(.+)$/i.exec(words) ?? [];
  const path = archive ?? words;
  return { name: fileName(path), bytes: await read(path), key };
}

/** A path without its folder. */
export function fileName(path: string): string {
  return path.replace(/^.*[/\\]/s, '');
}

/** What whole numbers are, as it is said. */
function placesOf(flags: Flags): { readonly places?: PlaceKind; readonly embedding?: string } {
  const said = placeKinds.filter((kind) => flags.has(kind) && flags.get(kind) !== 'false');
  const [places, ...more] = said;
  if (more.length > 0)
    throw new UsageError('--one-hot and --tokens each say what whole numbers are; one is allowed');
  if (!places) return {};
  const name = flags.get(places);
  if (places === 'one-hot' && name !== 'true')
    throw new UsageError(`--one-hot stands alone; "${name}" means nothing behind it`);
  return { places, ...(places === 'tokens' && name !== undefined && name !== 'true' && { embedding: name }) };
}

/** What `read` makes of a file; what is wrong with it is said together with its name. */
export async function understood<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof WeightFileError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
