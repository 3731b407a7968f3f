/**
 * Reads ONNX (github.com/onnx/onnx, onnx.proto): the nodes of the graph and of those within it, and the tensors that are
 * in the file. What nodes mean is said elsewhere.
 */
import { quoted } from '../experiment/field_error.ts';
import { onnxLayers } from '../networks/given/onnx_layers.ts';
import type { OnnxNode } from '../networks/given/onnx_node.ts';
import { shapeInWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import { decodeElements, elementSize, isWholeType, requireElementType, wholeSize } from './elements.ts';
import { computed, elementsOf, type OnnxTensor } from './onnx_constants.ts';
import { packedWholes, readMessage } from './protobuf.ts';

/** Nodes, attributes and tensors of a file: each takes some hundred bytes, however few it has in the file. */
const mostParts = 200_000;
/** Graphs within graphs. */
const deepest = 50;

/** TensorProto.DataType, under safetensors' names. */
const elementTypes: Readonly<Record<number, string>> = {
  ...{
    1: 'F32',
    2: 'U8',
    3: 'I8',
    4: 'U16',
    5: 'I16',
    6: 'I32',
    7: 'I64',
    8: 'STRING',
    9: 'BOOL',
    10: 'F16',
  },
  ...{ 11: 'F64', 12: 'U32', 13: 'U64', 14: 'C64', 15: 'C128', 16: 'BF16' },
};

/** @throws {WeightFileError} where the file is damaged, or has no recurrent layer */
export function readOnnx(bytes: Uint8Array): WeightFile {
  const graphs: Uint8Array[] = [];
  readMessage(bytes, { 7: ({ bytes }) => graphs.push(bytes()) });
  const graph = graphs.at(-1);
  if (!graph) {
    throw new WeightFileError(
      'The file has no graph of ONNX; if it is a SavedModel of TensorFlow’s, save the Keras model as .keras instead',
    );
  }
  const reader = new GraphReader(bytes.byteLength);
  reader.read(graph, new Map(), 0);
  return { tensors: reader.tensors, bare: false, ...onnxLayers(reader.nodes) };
}

class GraphReader {
  readonly tensors: Tensor[] = [];
  readonly nodes: OnnxNode[] = [];
  readonly #mostElements: number;
  #parts = 0;
  #graphs = 0;

  /** @param fileSize in bytes */
  constructor(fileSize: number) {
    this.#mostElements = 4 * fileSize;
  }

  /** @param known tensors of the graphs around it, by name */
  read(bytes: Uint8Array, known: ReadonlyMap<string, OnnxTensor>, depth: number): void {
    if (depth > deepest)
      throw new WeightFileError(`The graphs of the file stand in one another ${depth} deep`);
    const tensors = new Map(known);
    const graph = this.#graphs++;
    const nodes: Uint8Array[] = [];
    readMessage(bytes, {
      1: ({ bytes }) => {
        this.#count();
        nodes.push(bytes());
      },
      5: ({ bytes }) => {
        const tensor = this.#tensor(bytes());
        tensors.set(tensor.name, tensor);
        this.#keep(tensor);
      },
    });
    for (const node of nodes) this.#node(node, tensors, { depth, graph });
  }

  #node(
    bytes: Uint8Array,
    tensors: Map<string, OnnxTensor>,
    { depth, graph }: { readonly depth: number; readonly graph: number },
  ): void {
    let [name, type] = ['', ''];
    const inputs: string[] = [];
    const outputs: string[] = [];
    const attributes = new Map<string, Attribute>();
    readMessage(bytes, {
      1: ({ text }) => {
        if (inputs.length === mostListed)
          throw new WeightFileError(`A node of the file reads more than ${mostListed} tensors`);
        inputs.push(text());
      },
      2: ({ text }) => add(outputs, [text()]),
      3: ({ text }) => {
        name = text();
      },
      4: ({ text }) => {
        type = text();
      },
      5: ({ bytes }) => {
        const attribute = this.#attribute(bytes());
        attributes.set(attribute.name, attribute);
      },
    });
    const [output = ''] = outputs;
    const constant = attributes.get('value')?.tensor;
    const read = inputs.map((input) => tensors.get(input));
    // Exporters keep one tensor for several names.
    const same = type === 'Identity' ? read[0] : undefined;
    if (type === 'Constant' && constant) {
      const tensor = { ...constant, name: output, sources: [output] };
      tensors.set(output, tensor);
      this.#keep(tensor);
    } else {
      const result = same ?? computed({ name: output, type, attributes }, read, this.#mostElements);
      if (result) tensors.set(output, result);
    }
    this.nodes.push({
      name,
      type,
      inputs: inputs.map((input) => ({ name: input, tensor: tensors.get(input) })),
      ...{ outputs, attributes, graph },
    });
    for (const { graphs } of attributes.values())
      for (const graph of graphs) this.read(graph, tensors, depth + 1);
  }

  #attribute(bytes: Uint8Array): Attribute {
    this.#count();
    let name = '';
    let [text, whole, float]: [string?, number?, number?] = [];
    let tensor: OnnxTensor | undefined;
    const [floats, wholes, texts]: [number[], number[], string[]] = [[], [], []];
    const graphs: Uint8Array[] = [];
    readMessage(bytes, {
      1: (value) => {
        name = value.text();
      },
      2: (value) => {
        float = value.float();
      },
      3: (value) => {
        whole = value.whole();
      },
      4: (value) => {
        text = new TextDecoder().decode(value.bytes());
      },
      5: (value) => {
        tensor = this.#tensor(value.bytes());
      },
      6: (value) => add(graphs, [value.bytes()]),
      7: (value) => add(floats, value.floats(mostListed)),
      8: (value) => add(wholes, value.wholes(mostListed)),
      9: (value) => add(texts, [new TextDecoder().decode(value.bytes())]),
      11: (value) => add(graphs, [value.bytes()]),
    });
    return { name, text, whole, float, tensor, floats, wholes, texts, graphs };
  }

  #tensor(bytes: Uint8Array): OnnxTensor {
    this.#count();
    let [name, type] = ['', 0];
    let elsewhere = false;
    const shape: number[] = [];
    const data: Uint8Array[] = [];
    let varints: Uint8Array | undefined;
    const wholes: number[] = [];
    readMessage(bytes, {
      1: ({ wholes }) => add(shape, wholes(mostListed)),
      2: ({ whole }) => {
        type = whole();
      },
      // Elements as float32 or float64, packed, and as bytes of whatever type: the same bytes.
      4: ({ bytes }) => add(data, [bytes()]),
      10: ({ bytes }) => add(data, [bytes()]),
      // Small whole numbers.
      5: (value) => {
        varints = value.bytes();
      },
      7: (value) => add(wholes, value.wholes(mostListed)),
      9: ({ bytes }) => add(data, [bytes()]),
      8: ({ text }) => {
        name = text();
      },
      14: ({ whole }) => {
        elsewhere = whole() === 1;
      },
    });
    if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0))
      throw new WeightFileError(`${quoted(name)} has a length that is no whole number; the file is damaged`);
    const decoded = (whole: boolean) => {
      if (elsewhere) {
        throw new WeightFileError(
          `The elements of ${quoted(name)} are in another file; save the model in one with onnx.save(model, file)`,
        );
      }
      const called = elementTypes[type];
      const elements = whole && isWholeType(called) ? called : requireElementType(called ?? `${type}`, name);
      const count = shape.reduce((product, length) => product * length, 1);
      if (isWholeType(elements) && varints) return packedWholes(varints, count);
      const [found, ...more] = data;
      const bytes = isWholeType(elements) ? wholeSize[elements] : elementSize[elements];
      const size = count * bytes;
      if (!found || more.length > 0 || found.byteLength !== size) {
        const there = data.reduce((sum, { byteLength }) => sum + byteLength, 0);
        throw new WeightFileError(
          `${quoted(name)} has ${there} bytes of data; ${shapeInWords(shape)} of ${elements} takes ${size}`,
        );
      }
      return decodeElements(found, elements, name);
    };
    const whole = elementTypes[type] === 'I64' && shape.length < 2 ? data[0] : undefined;
    return {
      ...{
        name,
        shape,
        values: () => decoded(false),
        sources: [name],
        depth: 0,
        cost: elementsOf({ shape }),
      },
      ...(isWholeType(elementTypes[type]) && { integers: () => decoded(true) }),
      ...((whole || wholes.length > 0) && { wholes: () => (whole ? wholeNumbers(whole) : wholes) }),
    };
  }

  #keep(tensor: OnnxTensor): void {
    if (!tensor.wholes) this.tensors.push(tensor);
  }

  #count(): void {
    this.#parts += 1;
    if (this.#parts > mostParts)
      throw new WeightFileError(`The file has more than ${mostParts} nodes and tensors, which no model has`);
  }
}

/** Of lists that may have any length in a file: the first are all that anybody asks for, but for a node that joins many. */
const mostListed = 1024;

/** Adds what there is room for. */
function add<Value>(list: Value[], more: readonly Value[]): void {
  if (list.length < mostListed) list.push(...more.slice(0, mostListed - list.length));
}

/** Whole numbers of 64 bits, the first few. */
function wholeNumbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.min(mostListed, Math.floor(bytes.byteLength / 8));
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

interface Attribute {
  readonly name: string;
  readonly text: string | undefined;
  readonly whole: number | undefined;
  readonly float: number | undefined;
  readonly tensor: OnnxTensor | undefined;
  readonly floats: readonly number[];
  readonly wholes: readonly number[];
  readonly texts: readonly string[];
  readonly graphs: readonly Uint8Array[];
}
