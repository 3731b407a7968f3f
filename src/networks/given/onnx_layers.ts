/** What ONNX's recurrent nodes mean (onnx.ai/onnx/operators, RNN, GRU and LSTM): each direction is a layer. */

import { activations } from '../../experiment/experiment.ts';
import { quoted } from '../../experiment/field_error.ts';
import { say } from '../../language/say.ts';
import type { DeclaredLayer } from './declared_layer.ts';
import type { LayerNames, NamedLayer, Part } from './layer_names.ts';
import type { MeantTensor } from './meant_tensor.ts';
import type { OnnxNode } from './onnx_node.ts';
import { asPlainNode } from './onnx_quantised.ts';
import { onnxStacks } from './onnx_stacks.ts';
import type { RecurrentCell } from './recurrent_layer.ts';
import { inWords } from './tensor.ts';
import { sliceOf } from './tensor_layout.ts';
import { WeightFileError } from './weight_file_error.ts';
import type { WeightFile } from './weight_reading.ts';

interface OnnxCell {
  readonly cell: RecurrentCell;
  /** The order of its gates, in PyTorch's letters. */
  readonly order: string;
  /** What it applies where nothing is said. */
  readonly functions: readonly string[];
}

const cellsOf: ReadonlyMap<string, OnnxCell> = new Map([
  ['RNN', { cell: 'rnn', order: 'h', functions: ['Tanh'] }],
  ['GRU', { cell: 'gru', order: 'zrn', functions: ['Sigmoid', 'Tanh'] }],
  ['LSTM', { cell: 'lstm', order: 'iofg', functions: ['Sigmoid', 'Tanh', 'Tanh'] }],
]);

/** Places among a node's inputs. */
const [weightIH, weightHH, biases, peepholes] = [1, 2, 3, 7];

/** The layers of a graph's nodes, and which stand on one another. @throws {WeightFileError} where no node is recurrent */
export function onnxLayers(nodes: readonly OnnxNode[]): Required<Pick<WeightFile, 'declared' | 'stacks'>> {
  const plain = nodes.map(asPlainNode);
  const recurrent = plain.flatMap((node) => {
    const kind = cellsOf.get(node.type);
    return kind ? [{ node, layers: layersOf(node, kind) }] : [];
  });
  const declared = recurrent.flatMap(({ layers }) => layers);
  if (declared.length > 0) return { declared, stacks: onnxStacks(plain, recurrent) };
  const types = [...new Set(nodes.map(({ type }) => type))];
  const [shown, more] = [types.slice(0, mostListed).map(quoted).join(', '), types.length - mostListed];
  throw new WeightFileError(
    `The file’s graph has no RNN, GRU or LSTM node: it has ${shown || 'no nodes'}${more > 0 ? ` and ${more} more kinds` : ''}; a layer that was unrolled, or is a Scan or Loop, is no longer one`,
  );
}

const mostListed = 8;

/** A layer for each direction, in the order in which their weights stand. */
function layersOf(node: OnnxNode, kind: OnnxCell): DeclaredLayer[] {
  const { attributes, inputs, type } = node;
  const direction = attributes.get('direction')?.text ?? 'forward';
  const directions = direction === 'bidirectional' ? ['forward', 'reverse'] : [direction];
  const recurrent = inputs[weightHH];
  const named = recurrent?.name || node.name || type;
  return directions.map((direction, place): DeclaredLayer => {
    const name = directions.length === 1 ? named : `${named}[${place}]`;
    const refusal = refusalOf(node, kind, directions.length, place);
    if (refusal !== undefined) return { name, refusal: `${quoted(name)}, a node ${type}, ${refusal}` };
    return { layer: layerOf(node, kind, { name, direction, place }) };
  });
}

/** Why a direction of a node is not read, a clause; undefined where it is. */
function refusalOf(
  { inputs, attributes }: OnnxNode,
  kind: OnnxCell,
  count: number,
  place: number,
): string | undefined {
  const [R, W] = [inputs[weightHH], inputs[weightIH]];
  for (const weight of [R, W]) {
    if (!weight?.tensor)
      return `has weights ${quoted(weight?.name ?? '')} that are computed and not kept; export it with constants folded`;
    if (weight.tensor.shape.length !== 3 || weight.tensor.shape[0] !== count)
      return `has weights ${quoted(weight.name)} of ${weight.tensor.shape.join(' × ')}; ${count} × rows × columns is allowed`;
  }
  const bias = inputs[biases];
  if (bias?.name && !bias.tensor)
    return `has biases ${quoted(bias.name)} that are computed and not kept; export it with constants folded`;
  if (inputs[peepholes]?.name)
    return `has peepholes (${quoted(inputs[peepholes].name)}), by which its gates see the cell; those without are allowed`;
  if (attributes.get('clip')?.float) return 'clips its pre-activations; one that does not is allowed';
  if (attributes.get('input_forget')?.whole)
    return 'couples its input and forget gates; separate ones are allowed';
  const functions = functionsOf(attributes, kind, place);
  if (kind.cell === 'rnn') {
    if (activationIn(functions[0]) !== undefined) return undefined;
    return `has the activation ${quoted(functions[0] ?? '')}; ${activations.join(', ')} are allowed`;
  }
  const [gates, candidate, ofCell = candidate] = functions;
  if (gates !== 'Sigmoid') return `has gates with ${quoted(gates ?? '')}; Sigmoid is allowed`;
  if (activationIn(candidate) === undefined || functions.length !== kind.functions.length)
    return `has the activations ${functions.map(quoted).join(', ')}; ${kind.functions.join(', ')} are allowed, or instead of Tanh one of ${activations.join(', ')}`;
  return ofCell === candidate
    ? undefined
    : `has ${quoted(candidate ?? '')} for its candidate and ${quoted(ofCell ?? '')} for its cell; the same for both is allowed`;
}

/** Activations of a direction, under ONNX's names. */
function functionsOf(
  attributes: OnnxNode['attributes'],
  { functions }: OnnxCell,
  place: number,
): readonly string[] {
  const said = attributes.get('activations')?.texts ?? [];
  return said.length === 0 ? functions : said.slice(place * functions.length, (place + 1) * functions.length);
}

/** `LeakyRelu` is our leaky-relu. */
function activationIn(name = '') {
  const kebab = name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  return activations.find((activation) => activation === kebab);
}

const withAlpha = new Set(['Affine', 'Elu', 'HardSigmoid', 'LeakyRelu', 'ScaledTanh', 'ThresholdedRelu']);
/** ONNX's own for LeakyRelu. */
const usualSlope = 0.01;

function layerOf(
  { name: node, type, inputs, attributes }: OnnxNode,
  kind: OnnxCell,
  { name, direction, place }: { readonly name: string; readonly direction: string; readonly place: number },
): NamedLayer {
  const { cell, order } = kind;
  const part = (
    at: number,
    called: string,
    reshaped: (shape: readonly number[]) => readonly number[] = (shape) => shape,
  ) => {
    const input = inputs[at];
    if (!input?.tensor) return undefined;
    const slice = sliceOf(input.tensor, place);
    return {
      ...slice,
      name: called,
      key: called,
      shape: reshaped(slice.shape),
      sources: input.tensor.remark ? input.tensor.sources : [input.tensor.name],
    };
  };
  const parts = new Map<Part, MeantTensor>();
  const add = (what: Part, tensor: MeantTensor | undefined) => tensor && parts.set(what, tensor);
  add('recurrent', part(weightHH, name));
  add('input', part(weightIH, inputs[weightIH]?.name ?? ''));
  // b_ih and b_hh stand one after the other.
  add(
    'bothBiases',
    part(biases, inputs[biases]?.name ?? '', ([length = 0]) => [2, length / 2]),
  );
  const names: LayerNames = {
    ...{ whose: say`ONNX’s`, telling: {}, unitsAre: 'rows', cells: [cell] },
    ...(cell !== 'rnn' && { order }),
    ...(cell === 'gru' && !attributes.get('linear_before_reset')?.whole && { reset: 'before' }),
  };
  const activation = activationIn(functionsOf(attributes, kind, place)[cell === 'rnn' ? 0 : 1]);
  // Those that have an α take one each, in their order.
  const ownPlace = place * kind.functions.length + (cell === 'rnn' ? 0 : 1);
  const before = attributes.get('activations')?.texts.slice(0, ownPlace) ?? [];
  const taken = before.filter((one) => withAlpha.has(one)).length;
  const negativeSlope = attributes.get('activation_alpha')?.floats[taken] ?? usualSlope;
  return {
    ...{ names, path: '', suffix: '', parts },
    remarks: [
      `It is the node ${inWords([node])}, ${type}, ${direction}.`,
      ...computedOf(inputs[weightHH]),
      ...quantisedOf(inputs),
    ],
    ...(activation && (cell === 'rnn' || activation !== 'tanh') && { said: { activation, negativeSlope } }),
  };
}

function quantisedOf(inputs: OnnxNode['inputs']): string[] {
  return inputs.flatMap(({ tensor }) => tensor?.remark ?? []);
}

/** Of weights that an exporter has left to be computed, what they are computed of, a sentence. */
function computedOf(input: OnnxNode['inputs'][number] | undefined): string[] {
  const { name = '', tensor } = input ?? {};
  if (!tensor || tensor.remark || tensor.sources.includes(name)) return [];
  return [`${inWords([name])} is ${inWords(tensor.sources)}, put into another order.`];
}
