/** ONNX Runtime's LSTM of int8 weights (docs/ContribOperators.md, DynamicQuantizeLSTM), as the LSTM that it stands for. */
import type { OnnxNode, OnnxWeight } from './onnx_node.ts';
import { dequantised, quantisedInWords } from './quantised.ts';
import type { Tensor } from './tensor.ts';
import { transposed } from './tensor_layout.ts';

/** Places among its inputs: those of an LSTM, and behind them the scale and the zero of each weight. */
const weights = [
  { at: 1, scale: 8, zero: 9 },
  { at: 2, scale: 10, zero: 11 },
] as const;

/** The node, or the plain LSTM that it stands for; its weights are [directions × inputs × rows] there. */
export function asPlainNode(node: OnnxNode): OnnxNode {
  if (node.type !== 'DynamicQuantizeLSTM') return node;
  const inputs = node.inputs.slice(0, 8).map((input, at) => {
    const places = weights.find((one) => one.at === at);
    const of = (place: number | undefined) => (place === undefined ? undefined : node.inputs[place]?.tensor);
    const [numbers, scale, zero] = [input.tensor, of(places?.scale), of(places?.zero)];
    if (!places) return input;
    return { name: input.name, tensor: numbers && scale ? plainWeight(numbers, scale, zero) : undefined };
  });
  return { ...node, type: 'LSTM', inputs };
}

function plainWeight(
  numbers: OnnxWeight,
  scale: OnnxWeight,
  zero: OnnxWeight | undefined,
): OnnxWeight | undefined {
  const [directions = 0, rows = 0, columns = 0, ...more] = numbers.shape;
  if (more.length > 0) return undefined;
  const length = rows * columns;
  const each = Array.from({ length: directions }, (_, place) => {
    const part = (tensor: Tensor): Tensor => {
      const count = tensor.shape.reduce((product, axis) => product * axis, 1) / directions;
      const cut = (read: () => Float64Array) => () => read().slice(place * count, (place + 1) * count);
      return {
        ...{ name: tensor.name, shape: [count], values: cut(tensor.values) },
        ...(tensor.integers && { integers: cut(tensor.integers) }),
      };
    };
    const whole = dequantised({
      numbers: { ...part(numbers), shape: [rows, columns] },
      ...{ scale: part(scale), zero: zero && part(zero), axis: 1 },
    });
    return whole && transposed(whole);
  });
  if (each.includes(undefined)) return undefined;
  return {
    ...{ name: numbers.name, shape: [directions, columns, rows] },
    sources: [numbers, scale, ...(zero ? [zero] : [])].flatMap(({ sources }) => sources),
    remark: quantisedInWords(numbers.name, { numbers, scale, zero, axis: 1 }),
    values: () => {
      const values = new Float64Array(directions * length);
      each.forEach((part, place) => {
        if (part) values.set(part.values(), place * length);
      });
      return values;
    },
  };
}
