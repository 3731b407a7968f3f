/** Finds recurrent layers among tensors: PyTorch's by their names, a bare matrix by its shape. */
import type { CellName } from '../../experiment/experiment.ts';
import { quoted } from '../../experiment/field_error.ts';
import { mostGivenUnits } from './given_network.ts';
import { shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';

/** Rows of a weight over the hidden size N: one block a gate, in PyTorch's order (LSTM i, f, g, o; GRU r, z, n). */
const gates = { rnn: 1, gru: 3, lstm: 4 } as const satisfies Partial<Record<CellName, number>>;

export type RecurrentCell = keyof typeof gates;

/** A layer that is there, told by the names and shapes of its tensors. */
export interface LayerOutline {
  /** The name of its recurrent weight in the file, such as `encoder.weight_hh_l0`. */
  readonly name: string;
  readonly cell: RecurrentCell;
  /** N */
  readonly hiddenSize: number;
  /** I; 0 for a bare matrix. */
  readonly inputSize: number;
  readonly tensors: LayerTensors;
}

/** A layer's tensors: everything but the recurrent weight may be missing. G is the number of gates. */
export interface LayerTensors {
  /** [G·N × N] */
  readonly weightHH: Tensor;
  /** [G·N × I] */
  readonly weightIH?: Tensor;
  /** [G·N] */
  readonly biasIH?: Tensor;
  /** [G·N] */
  readonly biasHH?: Tensor;
}

/** A layer's weights in float64, row-major. */
export interface RecurrentLayer extends Omit<LayerOutline, 'tensors'> {
  /** [G·N × N] */
  readonly weightHH: Float64Array;
  /** [G·N × I] */
  readonly weightIH?: Float64Array;
  /** [G·N] */
  readonly biasIH?: Float64Array;
  /** [G·N] */
  readonly biasHH?: Float64Array;
}

/**
 * The recurrent layers of a file, by prefix, then from the first layer to the last, each direction by itself. Names
 * are those of PyTorch's `RNN`, `GRU`, `LSTM` and of their cells, after any prefix. Where there are none, one
 * matrix [N × N], [3N × N] or [4N × N] stands for W_hh.
 * @throws {WeightFileError} where there is no layer, a layer's shapes do not go together, or it is not clear which
 * matrix is meant
 */
export function recurrentLayers(tensors: readonly Tensor[]): LayerOutline[] {
  const named = tensorsByLayer(tensors);
  if (named.size > 0) return [...named.values()].sort(inOrder).map(outlineOf);
  return [bareMatrix(tensors)];
}

/** A layer's weights. @throws {WeightFileError} where one is not a finite number, or none of a type that is read */
export function readLayer({ tensors, ...outline }: LayerOutline): RecurrentLayer {
  const { weightHH, weightIH, biasIH, biasHH } = tensors;
  return {
    ...outline,
    weightHH: weightHH.values(),
    ...(weightIH && { weightIH: weightIH.values() }),
    ...(biasIH && { biasIH: biasIH.values() }),
    ...(biasHH && { biasHH: biasHH.values() }),
  };
}

/** Tensors of one layer and direction, as found. */
interface NamedLayer {
  readonly prefix: string;
  /** `_l0`, `_l1_reverse`; empty for a cell by itself. */
  readonly suffix: string;
  readonly parts: Map<string, Tensor>;
}

const partNames = ['weight_hh', 'weight_ih', 'bias_ih', 'bias_hh'] as const;
const layerName = /^(.*)((?:weight|bias)_(?:ih|hh))((?:_l\d+(?:_reverse)?)?)$/s;
/** What an LSTM with a projection has besides; its state is of another size than its gates. */
const projectionName = /^.*weight_hr_l\d+(?:_reverse)?$/s;

function tensorsByLayer(tensors: readonly Tensor[]): Map<string, NamedLayer> {
  const layers = new Map<string, NamedLayer>();
  for (const tensor of tensors) {
    if (projectionName.test(tensor.name)) {
      throw new WeightFileError(
        `${quoted(tensor.name)} is the projection of an LSTM with proj_size; LSTMs without one are allowed`,
      );
    }
    const [, prefix, part, suffix] = layerName.exec(tensor.name) ?? [];
    if (prefix === undefined || part === undefined || suffix === undefined) continue;
    const key = JSON.stringify([prefix, suffix]);
    const layer = layers.get(key) ?? { prefix, suffix, parts: new Map() };
    layers.set(key, layer);
    if (layer.parts.has(part)) {
      throw new WeightFileError(`${quoted(tensor.name)} stands there twice; once is allowed`);
    }
    layer.parts.set(part, tensor);
  }
  return layers;
}

/** By prefix, then layer 2 before layer 10, then forward before reverse. */
function inOrder(a: NamedLayer, b: NamedLayer): number {
  if (a.prefix !== b.prefix) return a.prefix < b.prefix ? -1 : 1;
  return a.suffix.localeCompare(b.suffix, 'en', { numeric: true });
}

function outlineOf({ prefix, suffix, parts }: NamedLayer): LayerOutline {
  const [weightHH, weightIH, biasIH, biasHH] = partNames.map((part) => parts.get(part));
  if (!weightHH) {
    const present = [...parts.values()].map(({ name }) => quoted(name)).join(', ');
    throw new WeightFileError(`${quoted(`${prefix}weight_hh${suffix}`)} is missing beside ${present}`);
  }
  const size = sizeOf(weightHH.shape);
  if (!size) {
    throw new WeightFileError(
      `${quoted(weightHH.name)} is ${shapeInWords(weightHH.shape)}; ${allowedShapes}`,
    );
  }
  const { cell, hiddenSize } = size;
  const rows = gates[cell] * hiddenSize;
  if (weightIH) requireShape(weightIH, [rows, weightIH.shape[1] ?? 1], weightHH);
  for (const bias of [biasIH, biasHH]) if (bias) requireShape(bias, [rows], weightHH);
  return {
    name: weightHH.name,
    cell,
    hiddenSize,
    inputSize: weightIH?.shape[1] ?? 0,
    tensors: {
      weightHH,
      ...(weightIH && { weightIH }),
      ...(biasIH && { biasIH }),
      ...(biasHH && { biasHH }),
    },
  };
}

function requireShape({ name, shape }: Tensor, allowed: readonly number[], beside: Tensor): void {
  if (shape.length === allowed.length && shape.every((length, i) => length === allowed[i])) return;
  const columns = allowed.length > 1 ? ` × inputs` : '';
  throw new WeightFileError(
    `${quoted(name)} is ${shapeInWords(shape)}; beside ${quoted(beside.name)}, ${shapeInWords(beside.shape)}, it must be ${allowed[0]}${columns}`,
  );
}

const allowedShapes = `N × N (RNN), 3N × N (GRU) and 4N × N (LSTM) with N from 1 to ${mostGivenUnits} are allowed`;

function sizeOf(shape: readonly number[]): { cell: RecurrentCell; hiddenSize: number } | undefined {
  const [rows, hiddenSize, ...more] = shape;
  if (rows === undefined || hiddenSize === undefined || more.length > 0) return undefined;
  if (hiddenSize < 1 || hiddenSize > mostGivenUnits) return undefined;
  const cells: RecurrentCell[] = ['rnn', 'gru', 'lstm'];
  const cell = cells.find((candidate) => rows === gates[candidate] * hiddenSize);
  return cell && { cell, hiddenSize };
}

const namesListed = 5;

function bareMatrix(tensors: readonly Tensor[]): LayerOutline {
  const candidates = tensors.flatMap((weightHH) => {
    const size = sizeOf(weightHH.shape);
    return size ? [{ name: weightHH.name, ...size, inputSize: 0, tensors: { weightHH } }] : [];
  });
  const [only, ...others] = candidates;
  if (only && others.length === 0) return only;
  const listed = (all: readonly { readonly name: string }[]) => {
    const names = all.slice(0, namesListed).map(({ name }) => quoted(name));
    return [...names, ...(all.length > namesListed ? [`${all.length - namesListed} more`] : [])].join(', ');
  };
  if (only) {
    throw new WeightFileError(
      `${candidates.length} tensors could each be the recurrent matrix (${listed(candidates)}); one, or PyTorch's names such as weight_hh_l0, are allowed`,
    );
  }
  const [first, ...more] = tensors;
  if (first && more.length === 0) {
    throw new WeightFileError(`${quoted(first.name)} is ${shapeInWords(first.shape)}; ${allowedShapes}`);
  }
  const found = first ? `it holds ${listed(tensors)}` : 'it is empty';
  throw new WeightFileError(
    `The file has no recurrent weights (${found}); PyTorch's names such as weight_hh_l0, after any prefix, or one matrix are allowed: ${allowedShapes}`,
  );
}
