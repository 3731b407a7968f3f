/** Weights of whole numbers beside their scale: w = scale·(q − zero), of a whole tensor or by row or column. */
import { say } from '../../language/say.ts';
import { entry } from '../vector.ts';
import { inWords, type Tensor } from './tensor.ts';

/** What a weight is kept in. */
export interface Quantised {
  readonly numbers: Tensor;
  readonly scale: Tensor;
  readonly zero?: Tensor | undefined;
  /** Along which the scale runs, where it is not one for all. */
  readonly axis: number;
}

/** The weight; undefined where its parts do not go together, or are of other types. */
export function dequantised({ numbers, scale, zero, axis }: Quantised): Tensor | undefined {
  const { integers, shape } = numbers;
  const scales = countOf(scale);
  if (!integers || (scales !== 1 && scales !== shape[axis])) return undefined;
  if (zero && countOf(zero) !== scales && countOf(zero) !== 1) return undefined;
  // From one number to the next along the axis.
  const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const values = () => {
    const factors = scale.values();
    const zeros = zero && (zero.integers ?? zero.values)();
    return integers().map((value, i) => {
      const at = Math.floor(i / stride) % (shape[axis] ?? 1);
      const origin = zeros ? entry(zeros, zeros.length === 1 ? 0 : at) : 0;
      return entry(factors, factors.length === 1 ? 0 : at) * (value - origin);
    });
  };
  return { name: numbers.name, shape, values };
}

/** How it is read, a sentence. */
export function quantisedInWords(name: string, { scale, zero }: Quantised): string {
  return `${inWords([name])} holds whole numbers, read as scale·(q − zero) with ${inWords([scale.name])}${zero ? ` and ${inWords([zero.name])}` : ', zero 0'}.`;
}

function countOf({ shape }: Tensor): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** How tools that are not read pack weights, by the names beside them. */
const packings: readonly (readonly [names: RegExp, whose: string])[] = [
  [/(?:^|[._/])(?:qweight|qzeros|g_idx)(?:_l\d+(?:_reverse)?)?$/, 'GPTQ’s and AWQ’s'],
  [/[._/](?:absmax|nested_absmax|quant_map|nested_quant_map|SCB|quant_state[.\w]*)$/, say`bitsandbytes’s`],
];

/** Why a tensor of such a name is not read, a sentence without a point; undefined where none is. */
export function packedInWords(tensors: readonly { readonly name: string }[]): string | undefined {
  for (const { name } of tensors) {
    const [, whose] = packings.find(([names]) => names.test(name)) ?? [];
    if (whose !== undefined) {
      return `${inWords([name])} is ${whose}, whose packed weights are not read; float64, float32, float16 and bfloat16 are allowed, and int8 beside its scale: save the model dequantised`;
    }
  }
  return undefined;
}
