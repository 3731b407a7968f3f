/** Puts the tensors of a layer together: the shapes tell the cell and its size, or that something else is meant. */
import { quoted } from '../../experiment/field_error.ts';
import { mostGivenUnits } from './given_network.ts';
import { biasParts, type LayerNames, type NamedLayer, nameOf, type Part } from './layer_names.ts';
import type { MeantTensor } from './meant_tensor.ts';
import { blocksOf, cellWords, type LayerOutline, type RecurrentCell } from './recurrent_layer.ts';
import { inWords, shapeInWords, type Tensor } from './tensor.ts';
import { asVector, blocksFrom, lastBlock, negatedBlock, sliceOf, transposed } from './tensor_layout.ts';
import { WeightFileError } from './weight_file_error.ts';

/** A matrix [N × N], [3N × N] or [4N × N] as W_hh, with nothing beside it; undefined where it has another shape. */
export function bareMatrix({ sources, remark, ...matrix }: MeantTensor): LayerOutline | undefined {
  const size = sizeOf(matrix.shape);
  return (
    size && {
      ...{ name: matrix.name, ...size, inputSize: 0, kindUnknown: false, sources },
      remarks: [...(remark ? [remark] : []), ...(size.cell === 'rnn' ? [] : [gatesAssumed(size.cell)])],
      tensors: { weightHH: matrix },
    }
  );
}

function gatesAssumed(cell: RecurrentCell): string {
  return `Assumed: its gates stand in PyTorch’s order, ${spelt(blocksOf[cell])}, and are sigmoid, its candidate is tanh, as PyTorch has them.`;
}

export const matrixShapes = `N × N (RNN), 3N × N (GRU) and 4N × N (LSTM) with N from 1 to ${mostGivenUnits} are allowed`;

/** @throws {WeightFileError} where the shapes of a layer do not go together, or do not say what they mean */
export function layerOutline(layer: NamedLayer): LayerOutline {
  const { names, parts } = layer;
  const weightHH = parts.get('recurrent');
  if (!weightHH) {
    const present = [...parts.values()].map(({ name }) => quoted(name)).join(', ');
    throw new WeightFileError(`${quoted(nameOf(layer, 'recurrent'))} is missing beside ${present}`);
  }
  const weightIH = parts.get('input');
  const columns = unitsAreColumns(names, weightHH, weightIH);
  const { cell, hiddenSize } = requireSize(names, weightHH, columns);
  const rows = blocksOf[cell].length * hiddenSize;
  const inputSize = weightIH?.shape[columns ? 0 : 1] ?? 0;
  if (weightIH) requireShape(weightIH, columns ? ['inputs', rows] : [rows, 'inputs'], weightHH);
  const { order = blocksOf[cell] } = names;
  const places = [...blocksOf[cell]].map((block) => order.indexOf(block));
  const inOrder = (tensor: Tensor) => {
    const ordered = blocksFrom(tensor, places);
    return names.negated
      ? negatedBlock(ordered, blocksOf[cell].indexOf(names.negated), blocksOf[cell].length)
      : ordered;
  };
  const laidOut = (tensor: Tensor) => inOrder(columns ? transposed(tensor) : tensor);
  const { biasIH, biasHH } = biasesOf(layer, { cell, hiddenSize, weightHH });
  return {
    ...{ name: weightHH.name, cell, hiddenSize, inputSize },
    kindUnknown: names.kindUnknown ?? false,
    ...((layer.said || names.reset || names.activation) && {
      said: {
        ...(names.activation && { activation: names.activation }),
        ...layer.said,
        ...(names.reset && { reset: names.reset }),
      },
    }),
    ...(layer.keras !== undefined && { keras: layer.keras }),
    remarks: remarksOn(layer, cell, columns),
    sources: [...parts.values()].flatMap(({ sources }) => sources),
    tensors: {
      weightHH: laidOut(weightHH),
      ...(weightIH && { weightIH: laidOut(weightIH) }),
      ...(biasIH && { biasIH: inOrder(biasIH) }),
      ...(biasHH && { biasHH: inOrder(biasHH) }),
    },
  };
}

/** @throws {WeightFileError} where versions of a tool differ, and the shapes of both weights are squares */
function unitsAreColumns({ unitsAre }: LayerNames, weightHH: Tensor, weightIH: Tensor | undefined): boolean {
  if (unitsAre !== 'either') return unitsAre === 'columns';
  const [rows = 0, columns = 0] = weightHH.shape;
  if (rows !== columns) return rows < columns;
  const [first, second] = weightIH?.shape ?? [];
  if (first !== second) return second === rows;
  throw new WeightFileError(
    `${quoted(weightHH.name)} is ${shapeInWords(weightHH.shape)}, and nothing tells whether its rows or its columns are units; PyTorch’s names, or the matrix alone as .npy, are allowed`,
  );
}

function requireSize({ cells }: LayerNames, { name, shape }: Tensor, columns: boolean): Size {
  const size = sizeOf(columns ? shape.toReversed() : shape);
  if (!size) {
    const allowed = columns ? matrixShapes.replace(/(\dN) × N/g, 'N × $1') : matrixShapes;
    throw new WeightFileError(`${quoted(name)} is ${shapeInWords(shape)}; ${allowed}`);
  }
  if (!cells || cells.includes(size.cell)) return size;
  const known = cells.map((cell) => cellWords[cell]).join(' or ');
  throw new WeightFileError(
    `${quoted(name)} is ${shapeInWords(shape)}, as ${cellWords[size.cell]} has it; by its name it is of ${known}`,
  );
}

interface Size {
  readonly cell: RecurrentCell;
  readonly hiddenSize: number;
}

function sizeOf(shape: readonly number[]): Size | undefined {
  const [rows, hiddenSize, ...more] = shape;
  if (rows === undefined || hiddenSize === undefined || more.length > 0) return undefined;
  if (hiddenSize < 1 || hiddenSize > mostGivenUnits) return undefined;
  const cells: RecurrentCell[] = ['rnn', 'gru', 'lstm'];
  const cell = cells.find((candidate) => rows === blocksOf[candidate].length * hiddenSize);
  return cell && { cell, hiddenSize };
}

/** b_ih and b_hh, whichever way they are kept. @throws {WeightFileError} where it is not certain which bias is which */
function biasesOf(
  { names, parts }: NamedLayer,
  { cell, hiddenSize, weightHH }: Size & { readonly weightHH: Tensor },
): Pick<LayerOutline['tensors'], 'biasIH' | 'biasHH'> {
  const blocks = blocksOf[cell].length;
  const { part: needed, because } = names.needed ?? {};
  const of = (part: Part, shape: readonly number[]) => {
    const found = parts.get(part);
    const tensor = found && shape.length === 1 ? (asVector(found) ?? found) : found;
    if (tensor) requireShape(tensor, shape, weightHH, part === needed ? because : undefined);
    return tensor;
  };
  if (needed && !parts.has(needed)) {
    throw new WeightFileError(`${quoted(weightHH.name)} has no bias beside it: ${because}`);
  }
  const rows = [blocks * hiddenSize];
  const [biasIH, biasHH, bias] = [of('inputBias', rows), of('recurrentBias', rows), of('bias', rows)];
  const [both, candidate] = [of('bothBiases', [2, ...rows]), of('candidateBias', [hiddenSize])];
  const present = biasParts.filter((part) => parts.has(part));
  if (both && present.length === 1) return { biasIH: sliceOf(both, 0), biasHH: sliceOf(both, 1) };
  // What an RNN or an LSTM adds beside the input, and what beside the product, is one sum.
  if (bias && present.length === 1 && (cell !== 'gru' || names.reset === 'before')) return { biasIH: bias };
  if (bias && candidate && present.length === 2 && cell === 'gru')
    return { biasIH: bias, biasHH: lastBlock(candidate, blocks) };
  if (!bias && !candidate && !both) return { ...(biasIH && { biasIH }), ...(biasHH && { biasHH }) };
  const found = present.flatMap((part) => parts.get(part)?.name ?? []);
  throw new WeightFileError(
    `${found.map(quoted).join(', ')} beside ${quoted(weightHH.name)} of ${cellWords[cell]}: which bias enters where is not certain; b_ih and b_hh are allowed, one bias of an RNN or LSTM, and for a GRU one and the candidate’s own`,
  );
}

/** Lengths that a shape must have; that of the inputs may be any. */
type Lengths = readonly (number | 'inputs')[];

/** @param because why it must be so, where that is not the arithmetic of shapes */
function requireShape({ name, shape }: Tensor, allowed: Lengths, beside: Tensor, because?: string): void {
  const fits = (length: number, i: number) => (allowed[i] === 'inputs' ? length > 0 : length === allowed[i]);
  if (shape.length === allowed.length && shape.every(fits)) return;
  throw new WeightFileError(
    `${quoted(name)} is ${shapeInWords(shape)}; beside ${quoted(beside.name)}, ${shapeInWords(beside.shape)}, it must be ${allowed.join(' × ')}${because ? `: ${because}` : ''}`,
  );
}

/** How a layer's tensors are understood, in sentences. */
function remarksOn(
  { names, parts, remarks = [] }: NamedLayer,
  cell: RecurrentCell,
  columns: boolean,
): string[] {
  const { whose, order, assumed } = names;
  const called = (part: Part) => inWords([parts.get(part)?.name ?? '']);
  const sentences: (string | undefined | false)[] = [
    ...remarks,
    `Its names are ${whose}.`,
    columns && 'Its units are columns: the weights are transposed.',
    order &&
      `Its gates stand in the order ${spelt(order)}, and are put into PyTorch’s, ${spelt(blocksOf[cell])}.`,
    names.negated &&
      `Its update gate is open to what is new, PyTorch’s to what is kept: its weights and biases are negated, for 1 − σ(x) = σ(−x).`,
    names.activation && `Its activation is ${names.activation}: such a cell of its tool has no other.`,
    names.reset && 'Its reset gate multiplies h, before the product.',
    assumed && `Assumed: ${assumed}.`,
    ...[...parts.values()].map(({ remark }) => remark),
    parts.has('bothBiases') && `The rows of ${called('bothBiases')} are b_ih and b_hh.`,
    parts.has('bias') && `${called('bias')} is added to what it reads.`,
    parts.has('candidateBias') && `${called('candidateBias')} is added to what the reset gate multiplies.`,
    !parts.has('input') && 'Input weights are not in the file: it runs without inputs.',
    !biasParts.some((part) => parts.has(part)) && 'Biases are not in the file: it has none.',
    parts.has('inputBias') !== parts.has('recurrentBias') &&
      'One of two biases is not in the file: it counts as zero.',
  ];
  return sentences.filter((sentence) => typeof sentence === 'string');
}

function spelt(order: string): string {
  return [...order].join(', ');
}
