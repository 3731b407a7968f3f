/**
 * What an exporter that folds no constants leaves to be computed of the weights: PyTorch's puts the gates into ONNX's order by
 * Slice, Concat and Unsqueeze (onnx.ai/onnx/operators), all along the first axis.
 */
import { dequantised, quantisedInWords } from '../networks/given/quantised.ts';
import type { Tensor } from '../networks/given/tensor.ts';

/** A tensor that is in the file, or computed of such. */
export interface OnnxTensor extends Tensor {
  /** Names of those that are in the file. */
  readonly sources: readonly string[];
  /** Of whole numbers in a row: what shapes are computed with, no weights. */
  readonly wholes?: () => readonly number[];
  /** How whole numbers in it are read, a sentence. */
  readonly remark?: string;
  /** Computations in one another, and elements that they touch. */
  readonly depth: number;
  readonly cost: number;
}

const deepest = 16;

interface Attributes {
  get(name: string): { readonly whole: number | undefined; readonly wholes: readonly number[] } | undefined;
}

/**
 * What a node computes; undefined where it is no such computation, or its inputs are not all known.
 * @param mostElements that may be touched: a few nodes may claim any number
 */
export function computed(
  {
    name,
    type,
    attributes,
  }: { readonly name: string; readonly type: string; readonly attributes: Attributes },
  inputs: readonly (OnnxTensor | undefined)[],
  mostElements: number,
): OnnxTensor | undefined {
  const known = inputs.filter((input) => input !== undefined);
  const [first] = known;
  if (!first || known.length < inputs.length) return undefined;
  const list = (attribute: string, place: number) =>
    attributes.get(attribute)?.wholes ?? known[place]?.wholes?.();
  let result: Pick<Tensor, 'shape' | 'values'> | undefined;
  let remark = known.find((input) => input.remark)?.remark;
  if (type === 'Unsqueeze' && list('axes', 1)?.join() === '0') {
    result = { shape: [1, ...first.shape], values: first.values };
  }
  if (type === 'Concat' && attributes.get('axis')?.whole === 0) result = joined(known);
  if (type === 'Slice') {
    const [starts = [], ends = []] = [list('starts', 1), list('ends', 2)];
    const [axes = [0], steps = [1]] = [list('axes', 3), list('steps', 4)];
    if (axes.join() === '0' && steps.join() === '1') result = sliced(first, starts[0], ends[0]);
  }
  const [, scale, zero] = known;
  if (type === 'DequantizeLinear' && scale) {
    const axis = attributes.get('axis')?.whole ?? 1;
    const parts = { numbers: first, scale, zero, axis: axis < 0 ? axis + first.shape.length : axis };
    result = dequantised(parts);
    remark = quantisedInWords(first.name, parts);
  }
  const depth = 1 + Math.max(...known.map((input) => input.depth));
  const cost = known.reduce((sum, input) => sum + input.cost, result ? elementsOf(result) : 0);
  // Not the numbers by which they are cut.
  const sources = [...new Set(known.flatMap((input) => (input.wholes ? [] : input.sources)))];
  if (!result || depth > deepest || !(cost <= mostElements)) return undefined;
  return {
    shape: result.shape,
    values: result.values,
    name,
    depth,
    cost,
    sources,
    ...(remark && { remark }),
  };
}

/** Elements of a tensor, 1 at least. */
export function elementsOf({ shape }: Pick<Tensor, 'shape'>): number {
  return Math.max(
    1,
    shape.reduce((product, length) => product * length, 1),
  );
}

function joined(pieces: readonly Tensor[]): Pick<Tensor, 'shape' | 'values'> | undefined {
  const [, ...rest] = pieces[0]?.shape ?? [];
  if (pieces.some(({ shape }) => shape.length === 0 || shape.slice(1).join() !== rest.join()))
    return undefined;
  const rows = pieces.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const values = () => {
    const whole = new Float64Array(rest.reduce((product, length) => product * length, rows));
    let at = 0;
    for (const piece of pieces) {
      const part = piece.values();
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  return { shape: [rows, ...rest], values };
}

/** Places below zero count from the end, and what lies beyond it is cut off. */
function sliced(tensor: Tensor, start?: number, end?: number): Pick<Tensor, 'shape' | 'values'> | undefined {
  const [rows, ...rest] = tensor.shape;
  if (rows === undefined || start === undefined || end === undefined) return undefined;
  const placed = (place: number) => Math.min(Math.max(place < 0 ? place + rows : place, 0), rows);
  const [from, to] = [placed(start), Math.max(placed(start), placed(end))];
  const length = rest.reduce((product, axis) => product * axis, 1);
  return { shape: [to - from, ...rest], values: () => tensor.values().slice(from * length, to * length) };
}
