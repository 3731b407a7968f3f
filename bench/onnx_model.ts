/** ONNX models of recurrent networks, as bytes: onnx.proto's messages, written field by field. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Where onnx.proto has its fields. */
const model = { irVersion: 1, graph: 7, opset: 8 };
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const node = { input: 1, output: 2, op: 4, attribute: 5 };
const attribute = { name: 1, integer: 3, type: 20 };
const tensor = { dimensions: 1, type: 2, name: 8, raw: 9 };
const value = { name: 1, type: 2 };
const float = 1;
const integerAttribute = 2;
const [irVersion, opsetVersion] = [8, 17];

export interface Node {
  readonly op: string;
  /** '' where one that may be left out is. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface Model {
  readonly nodes: readonly Node[];
  /** Constants of the model, and what is given to it: their shapes. */
  readonly constants: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
  >;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

export function modelBytes({ nodes, constants, inputs, outputs }: Model): Uint8Array {
  return written((out) => {
    integer(out, model.irVersion, irVersion);
    message(out, model.graph, (inner) => {
      for (const one of nodes) message(inner, graph.node, (to) => writeNode(to, one));
      text(inner, graph.name, 'recurrence');
      for (const [name, { shape, values }] of Object.entries(constants)) {
        message(inner, graph.initializer, (to) => {
          for (const size of shape) integer(to, tensor.dimensions, size);
          integer(to, tensor.type, float);
          text(to, tensor.name, name);
          to.tag(tensor.raw, WireType.LengthDelimited).bytes(
            new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
          );
        });
      }
      for (const [name, shape] of Object.entries(inputs))
        message(inner, graph.input, (to) => writeValue(to, name, shape));
      for (const [name, shape] of Object.entries(outputs)) {
        message(inner, graph.output, (to) => writeValue(to, name, shape));
      }
    });
    // OperatorSetIdProto: the version is its second field.
    message(out, model.opset, (to) => integer(to, 2, opsetVersion));
  });
}

function writeNode(out: BinaryWriter, { op, inputs, outputs, attributes = {} }: Node): void {
  for (const name of inputs) text(out, node.input, name);
  for (const name of outputs) text(out, node.output, name);
  text(out, node.op, op);
  for (const [name, amount] of Object.entries(attributes)) {
    message(out, node.attribute, (to) => {
      text(to, attribute.name, name);
      integer(to, attribute.integer, amount);
      integer(to, attribute.type, integerAttribute);
    });
  }
}

/** ValueInfoProto › TypeProto › Tensor › TensorShapeProto › Dimension: each the first field of the one before, but shape. */
function writeValue(out: BinaryWriter, name: string, shape: readonly number[]): void {
  text(out, value.name, name);
  message(out, value.type, (type) =>
    message(type, 1, (ofTensor) => {
      integer(ofTensor, 1, float);
      message(ofTensor, 2, (dimensions) => {
        for (const size of shape) message(dimensions, 1, (dimension) => integer(dimension, 1, size));
      });
    }),
  );
}

function written(write: (out: BinaryWriter) => void): Uint8Array {
  const out = new BinaryWriter();
  write(out);
  return out.finish();
}

function message(out: BinaryWriter, field: number, write: (out: BinaryWriter) => void): void {
  out.tag(field, WireType.LengthDelimited).bytes(written(write));
}

function integer(out: BinaryWriter, field: number, amount: number): void {
  out.tag(field, WireType.Varint).uint32(amount);
}

function text(out: BinaryWriter, field: number, words: string): void {
  out.tag(field, WireType.LengthDelimited).string(words);
}
