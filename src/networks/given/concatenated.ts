/** Layers written by hand with one weight for both, [W_ih W_hh]·[x; h]: which of the two stands first no file says. */
import { mostGivenUnits } from './given_network.ts';
import { type MeantTensor, pathOf } from './meant_tensor.ts';
import type { LayerOutline } from './recurrent_layer.ts';
import { inWords } from './tensor.ts';
import { asVector, columnsOf } from './tensor_layout.ts';

/** What may be such a layer, and why it must be asked. */
interface ConcatenatedLayer {
  readonly layer: LayerOutline;
  /** A sentence without a point. */
  readonly doubt: string;
}

/** `i2h.weight` [N × (I + N)], as PyTorch’s tutorial has it, twice: the input first, and the state first. */
export function concatenatedLayers(tensors: readonly MeantTensor[]): ConcatenatedLayer[] {
  const byKey = new Map(tensors.map((tensor) => [tensor.key, tensor]));
  return tensors.flatMap((tensor) => {
    const [units = 0, columns = 0, ...more] = tensor.shape;
    const path = pathOf(tensor.key);
    if (!/(?:^|[./])i2h[./]$/.test(path) || tensor.key !== `${path}weight`) return [];
    if (more.length > 0 || units < 1 || units > mostGivenUnits || columns <= units) return [];
    const beside = byKey.get(`${path}bias`);
    const bias = beside && asVector(beside);
    const inputs = columns - units;
    const doubt = `${inWords([tensor.name])} multiplies input and state in one, and nothing in the file says which of them stands first`;
    return [true, false].map((inputFirst) => ({
      doubt,
      layer: {
        name: `${tensor.name}[${inputFirst ? 'input, state' : 'state, input'}]`,
        ...{ cell: 'rnn', hiddenSize: units, inputSize: inputs, kindUnknown: true },
        remarks: [
          `Columns ${inputFirst ? inputs : 0} to ${inputFirst ? columns - 1 : units - 1} of ${inWords([tensor.name])} are W_hh, the others W_ih.`,
          ...(tensor.remark ? [tensor.remark] : []),
          bias ? `${inWords([bias.name])} is added to both.` : 'Biases are not in the file: it has none.',
        ],
        sources: [...tensor.sources, ...(bias && beside ? beside.sources : [])],
        tensors: {
          weightHH: inputFirst ? columnsOf(tensor, inputs, columns) : columnsOf(tensor, 0, units),
          weightIH: inputFirst ? columnsOf(tensor, 0, inputs) : columnsOf(tensor, units, columns),
          ...(bias?.shape[0] === units && { biasIH: bias }),
        },
      } as const,
    }));
  });
}
