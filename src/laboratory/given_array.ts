/** An array out of a file that a person gives beside weights, as the layer or the model reads it. */
import { readArrayFile } from '../files/array_file.ts';
import { arrayIn, type Wanted } from '../networks/given/array_choice.ts';
import type { ArrayName } from '../networks/given/array_names.ts';
import { type InputReader, meantInputs } from '../networks/given/meant_inputs.ts';
import type { ModelOutline } from '../networks/given/model_reading.ts';
import type { Tensor } from '../networks/given/tensor.ts';

/** A file of arrays, and the one of them that is named. */
export interface NamedArray {
  /** Without its folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly key?: string | undefined;
}

/** Who reads it: a layer, or a model by its first layer, N, and its outputs. */
export interface ArrayReader extends InputReader {
  readonly hiddenSize: number;
  readonly outputSize: number;
}

export interface GivenArray {
  readonly tensor: Tensor;
  /** How it is understood, in sentences. */
  readonly remarks: readonly string[];
  /** T of each sequence, where the file of inputs has them. */
  readonly lengths?: readonly number[];
}

/** @throws {WeightFileError} where the file is not read, or it is not certain what of it is meant */
export async function givenArray(
  role: ArrayName,
  { name, bytes, key }: NamedArray,
  reader: ArrayReader,
): Promise<GivenArray> {
  const file = await readArrayFile(name, bytes);
  const { tensor, remarks = [] } = arrayIn(file, wantedAs(role, reader), key);
  if (role !== 'inputs') return { tensor, remarks };
  const meant = meantInputs(tensor, reader);
  const lengths = file.arrays.find((array) => array.key === 'lengths')?.tensor.integers?.();
  return {
    tensor: meant.inputs,
    remarks: [...remarks, ...meant.remarks],
    ...(lengths && { lengths: [...lengths] }),
  };
}

/** A list of lengths out of a file. @throws as givenArray */
export async function givenLengths({ name, bytes, key }: NamedArray): Promise<number[]> {
  const fits = ({ shape, integers }: Tensor) => shape.length === 1 && integers !== undefined;
  const wanted = { what: 'the lengths', names: ['lengths'], fits };
  const { tensor } = arrayIn(await readArrayFile(name, bytes), wanted, key);
  return [...(tensor.integers ?? tensor.values)()];
}

/** What of a model tells which arrays go with it. */
export function readerOf({ levels, embeddings }: ModelOutline): Omit<ArrayReader, 'places' | 'embedding'> {
  const [first] = levels[0] ?? [];
  const outputSize = (levels.at(-1) ?? []).reduce((sum, layer) => sum + layer.outputSize, 0);
  return { inputSize: first?.inputSize ?? 0, hiddenSize: first?.hiddenSize ?? 0, outputSize, embeddings };
}

function wantedAs(role: ArrayName, { inputSize, hiddenSize, outputSize }: ArrayReader): Wanted {
  const ending =
    (size: number) =>
    ({ shape }: Tensor) =>
      shape.at(-1) === size;
  switch (role) {
    case 'inputs':
      return {
        ...{ what: 'the inputs', names: ['inputs', 'input', 'x'] },
        fits: (tensor) =>
          ending(inputSize)(tensor) ||
          (tensor.shape.length === 1 && inputSize === 1) ||
          (tensor.integers !== undefined && tensor.shape.length < 3),
      };
    case 'hidden':
      return {
        ...{ what: 'the initial h', names: ['hidden', 'h0', 'h_0', 'h'] },
        fits: (tensor) => ending(hiddenSize)(tensor) || ending(outputSize)(tensor),
      };
    case 'cell':
      return { what: 'the initial c', names: ['cell', 'c0', 'c_0', 'c'], fits: ending(hiddenSize) };
    case 'cotangent':
      return {
        ...{ what: 'the cotangent', names: ['cotangent', 'grad_output', 'v'] },
        fits: ending(outputSize),
      };
  }
}
