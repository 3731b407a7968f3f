/** A node of ONNX's graphs (onnx.ai/onnx/intro), as far as layers are told by it. */
import type { Tensor } from './tensor.ts';

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  /** What it reads, with its values where they are in the file. */
  readonly inputs: readonly { readonly name: string; readonly tensor: OnnxWeight | undefined }[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** Which graph of the file it is in: names are those of one. */
  readonly graph: number;
}

export interface OnnxWeight extends Tensor {
  /** Names of the tensors in the file that it is, or is computed of. */
  readonly sources: readonly string[];
  /** Of whole numbers in a row. */
  readonly wholes?: () => readonly number[];
  /** How it is computed, a sentence. */
  readonly remark?: string;
}

interface OnnxAttribute {
  readonly text: string | undefined;
  readonly whole: number | undefined;
  readonly float: number | undefined;
  readonly floats: readonly number[];
  readonly wholes: readonly number[];
  readonly texts: readonly string[];
}
