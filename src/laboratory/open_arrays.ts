/** Arrays beside a file of weights, read and held to the layer that is open. */

import { type ArrayName, arrayNames } from '../networks/given/array_names.ts';
import { requireArrays } from '../networks/given/sequence.ts';
import type { Tensor } from '../networks/given/tensor.ts';
import { givenArray } from './given_array.ts';
import type { Bench } from './job.ts';
import { bytesOf } from './open_file.ts';
import { type Refusal, refusing } from './refusal.ts';

/** Arrays as files, by what they are given as. */
export type ArrayFiles = Readonly<Partial<Record<ArrayName, File>>>;

/** Of each, what a person is told. */
export type ArraySummaries = Readonly<Partial<Record<ArrayName, ArraySummary>>>;

export interface ArraysRequest {
  /** The job that opened the file of weights. */
  readonly file: number;
  /** All that is to be given; what is missing is drawn, or as usual. */
  readonly arrays: ArrayFiles;
}

/** What a person is told of an array. */
interface ArraySummary {
  /** The name of its file. */
  readonly name: string;
  readonly shape: readonly number[];
}

/** What is given, in the place of what was before; that stays where anything of it is refused. */
export async function openArrays(
  { file, arrays: files }: ArraysRequest,
  { shelf }: Bench,
): Promise<{ readonly arrays: ArraySummaries } | Refusal> {
  return refusing(async () => {
    const open = shelf.files.get(file);
    const given: { [Name in ArrayName]?: Tensor } = {};
    const arrays: { [Name in ArrayName]?: ArraySummary } = {};
    const remarks: string[] = [];
    for (const name of arrayNames) {
      const array = files[name];
      if (!array) continue;
      if (!open) continue;
      const { hiddenSize, inputSize } = open.layer;
      const reader = { hiddenSize, inputSize, outputSize: hiddenSize, embeddings: open.embeddings };
      const file = { name: array.name, bytes: new Uint8Array(await bytesOf(array)) };
      const { tensor, remarks: more } = await givenArray(name, file, reader);
      given[name] = tensor;
      remarks.push(...more);
      arrays[name] = { name: tensor.name, shape: tensor.shape };
    }
    if (open) {
      requireArrays(open.layer, given);
      open.give({ ...given, remarks });
    }
    return { arrays };
  });
}
