/**
 * Weights that are spread over several files: an index beside them, `model.safetensors.index.json` or
 * `pytorch_model.bin.index.json`, says which tensor stands in which (huggingface.co/docs/transformers, "Sharded checkpoints").
 */

import { quoted } from '../experiment/field_error.ts';
import { say } from '../language/say.ts';
import { tellsOfLayer } from '../networks/given/layer_names.ts';
import { inWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';

/** The bytes of a file that stands beside the one that is read, by its name. @throws {WeightFileError} where there is none */
export type Beside = (name: string) => Promise<Uint8Array>;

/** Bytes: an index has a line a tensor. */
const longestIndex = 2 ** 22;
const mostShards = 10_000;

/** Whether a file is such an index: JSON with a `weight_map`. */
export function isShardIndex(bytes: Uint8Array): boolean {
  return bytes[0] === '{'.charCodeAt(0) && shardsIn(bytes) !== undefined;
}

/**
 * The tensors of the files that an index names: of those without a name of a recurrent layer, or of an embedding, no more
 * than the names.
 * @param read makes a file of weights of one of them
 * @throws {WeightFileError} where one is missing, or is not what the index says
 */
export async function readShards(
  bytes: Uint8Array,
  beside: Beside | undefined,
  read: (name: string, bytes: Uint8Array) => Promise<WeightFile>,
): Promise<WeightFile> {
  const shards = shardsIn(bytes) ?? new Map<string, string[]>();
  const needed = new Set(shardsNeeded(shards));
  if (!beside) {
    throw new WeightFileError(
      `The file is an index of shards, which holds no weights; open it together with ${inWords([...needed])}`,
    );
  }
  const tensors: Tensor[] = [];
  for (const [shard, names] of shards) {
    if (!needed.has(shard)) {
      tensors.push(...names.map((name) => leftIn(shard, name)));
      continue;
    }
    if (/[/\\]/.test(shard)) {
      throw new WeightFileError(
        `The index names ${quoted(shard)}; a file in the folder of the index is allowed`,
      );
    }
    const { tensors: found, declared } = await read(shard, await beside(shard));
    const missing = names.find((name) => !found.some((tensor) => tensor.name === name));
    if (declared || missing !== undefined) {
      throw new WeightFileError(
        `${quoted(shard)} has no ${quoted(missing ?? '')}, which stands in it by the index; shards of one model are allowed`,
      );
    }
    tensors.push(...found);
  }
  const aside = [...shards.keys()].filter((shard) => !needed.has(shard));
  const remarks = [
    `Its index says where tensors stand: ${inWords([...needed])} ${needed.size === 1 ? say`is` : say`are`} read.`,
    ...(aside.length > 0
      ? [
          `${inWords(aside)} ${aside.length === 1 ? say`has` : say`have`} no tensor of a recurrent layer by their names.`,
        ]
      : []),
  ];
  return { tensors, bare: false, remarks };
}

/** Names of tensors by file; undefined where the bytes are no index. */
function shardsIn(bytes: Uint8Array): Map<string, string[]> | undefined {
  if (bytes.byteLength > longestIndex) return undefined;
  let index: unknown;
  try {
    index = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const map = typeof index === 'object' && index !== null && 'weight_map' in index ? index.weight_map : {};
  const shards = new Map<string, string[]>();
  for (const [name, shard] of Object.entries(map ?? {})) {
    if (typeof shard !== 'string' || shards.size > mostShards) return undefined;
    const names = shards.get(shard);
    if (names) names.push(name);
    else shards.set(shard, [name]);
  }
  return shards.size === 0 ? undefined : shards;
}

/** Those with a tensor of a module that has a recurrent weight, or of an embedding; where no name tells of one, all. */
function shardsNeeded(shards: ReadonlyMap<string, readonly string[]>): string[] {
  const modules = new Set([...shards.values()].flat().flatMap((name) => tellsOfLayer(name) ?? []));
  if (modules.size === 0) return [...shards.keys()];
  return [...shards].flatMap(([shard, names]) =>
    names.some((name) => /emb/i.test(name) || [...modules].some((module) => name.startsWith(module)))
      ? [shard]
      : [],
  );
}

/** A tensor of a file that is not read: it has its name, and no shape. */
function leftIn(shard: string, name: string): Tensor {
  return {
    ...{ name, shape: [] },
    values: () => {
      throw new WeightFileError(`${quoted(name)} stands in ${quoted(shard)}, which is not read`);
    },
  };
}
