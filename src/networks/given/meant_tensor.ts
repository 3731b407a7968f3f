/**
 * Tensors as a layer means them: training wraps weights (in modules, weight normalisation, pruning, weight drop), and a
 * file keeps what they are made of instead of themselves.
 */
import { entry, largestMagnitude, multiply, norm } from '../vector.ts';
import { dequantised, quantisedInWords } from './quantised.ts';
import { inWords, requireFinite, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';

export interface MeantTensor extends Tensor {
  /** Its name without those of wrapping modules: what a layer's parts are found by. */
  readonly key: string;
  /** Names in the file of what it is made of, itself where it stands there as it is. */
  readonly sources: readonly string[];
  /** How it is made of them, a sentence; absent where it stands there as it is. */
  readonly remark?: string;
}

/** How a weight is kept in parts: each is called by the weight's own name between two others. */
interface Wrapping {
  readonly what: string;
  readonly parts: readonly (readonly [before: string, after: string])[];
  /** The weight from its parts; undefined where their shapes are another wrapping's. */
  readonly weight: (parts: readonly Tensor[]) => Tensor | undefined;
}

/** PyTorch's own and AWD-LSTM's (Merity et al. 2018). Each makes the weight anew of its parts before every run. */
const wrappings: readonly Wrapping[] = [
  {
    what: 'weight normalisation, g·v/‖v‖ by row',
    parts: [
      ['', '_g'],
      ['', '_v'],
    ],
    weight: normalisedRows,
  },
  {
    what: 'weight normalisation, g·v/‖v‖ by row',
    parts: [
      ['parametrizations.', '.original0'],
      ['parametrizations.', '.original1'],
    ],
    weight: normalisedRows,
  },
  {
    what: 'pruning, the weight times its mask',
    parts: [
      ['', '_orig'],
      ['', '_mask'],
    ],
    weight: masked,
  },
  {
    what: 'spectral normalisation, W/(uᵀ·W·v) as it is when nothing is trained',
    parts: [
      ['', '_orig'],
      ['', '_u'],
      ['', '_v'],
    ],
    weight: ofNormOne,
  },
  {
    what: 'spectral normalisation, W/(uᵀ·W·v) as it is when nothing is trained',
    parts: [
      ['parametrizations.', '.original'],
      ['parametrizations.', '.0._u'],
      ['parametrizations.', '.0._v'],
    ],
    weight: ofNormOne,
  },
  { what: 'weight drop, as it is when nothing is dropped', parts: [['', '_raw']], weight: ([raw]) => raw },
];

/** Modules that hold another and add nothing: `DataParallel`, weight drop, `torch.compile`, FSDP. */
const wrappingModules = /(?<=^|[./])(?:module|_orig_mod|_fsdp_wrapped_module)[./]/g;

/** Every tensor of a file; a weight that is kept in parts as one, without a copy of it that stands beside them. */
export function meantTensors(tensors: readonly Tensor[]): MeantTensor[] {
  const plain = new Map<string, MeantTensor>();
  for (const tensor of tensors) {
    const key = tensor.name.replace(wrappingModules, '');
    const other = plain.get(key);
    if (other)
      throw new WeightFileError(`${inWords([other.name, tensor.name])} are two of one name; one is allowed`);
    plain.set(key, { ...tensor, key, sources: [tensor.name] });
  }
  const meant = withScales(plain);
  for (const wrapping of wrappings) {
    for (const tensor of plain.values()) {
      const whole = unwrapped(tensor, wrapping, plain);
      if (!whole) continue;
      for (const [before, after] of wrapping.parts) meant.delete(wrappedKey(whole.key, before, after));
      meant.set(whole.key, whole);
    }
  }
  return [...meant.values()];
}

/** Whole numbers that have their scale beside them, `weight_scale` or `weight.scale`, and perhaps their zero, as the weight. */
function withScales(plain: ReadonlyMap<string, MeantTensor>): Map<string, MeantTensor> {
  const meant = new Map(plain);
  for (const numbers of plain.values()) {
    const { key, name } = numbers;
    const beside = (what: string) => plain.get(`${key}_${what}`) ?? plain.get(`${key}.${what}`);
    const [scale, zero] = [beside('scale'), beside('zero_point')];
    const parts = scale && { numbers, scale, zero, axis: 0 };
    const whole = parts && dequantised(parts);
    if (!whole) continue;
    const made = [numbers, scale, ...(zero ? [zero] : [])];
    for (const part of made) meant.delete(part.key);
    const sources = made.flatMap((part) => part.sources);
    meant.set(key, { ...whole, key, sources, remark: quantisedInWords(name, parts) });
  }
  return meant;
}

/** The weight whose first part a tensor is; undefined where it is none. */
function unwrapped(
  first: MeantTensor,
  { what, parts, weight }: Wrapping,
  plain: ReadonlyMap<string, MeantTensor>,
): MeantTensor | undefined {
  const [[before, after] = ['', '']] = parts;
  const key = unwrappedName(first.key, before, after);
  const name = unwrappedName(first.name, before, after);
  if (key === undefined || name === undefined) return undefined;
  const found = parts.flatMap(([before, after]) => plain.get(wrappedKey(key, before, after)) ?? []);
  const whole = found.length === parts.length ? weight(found) : undefined;
  if (!whole) return undefined;
  const sources = found.map((part) => part.name);
  const copy = plain.get(key);
  const stale = copy ? `; ${inWords([copy.name])} beside it is a copy, and left aside` : '';
  return {
    ...whole,
    name,
    key,
    sources,
    remark: `${inWords([name])} is made of ${inWords(sources)}: ${what}${stale}.`,
  };
}

/** `rnn.` + before + `weight` + after. */
function wrappedKey(key: string, before: string, after: string): string {
  const start = pathOf(key).length;
  return `${key.slice(0, start)}${before}${key.slice(start)}${after}`;
}

/** A weight's name from its part's; undefined where it is no such part. */
function unwrappedName(part: string, before: string, after: string): string | undefined {
  if (!part.endsWith(after)) return undefined;
  const name = part.slice(0, -after.length);
  const path = pathOf(name);
  if (!path.endsWith(before)) return undefined;
  const last = name.slice(path.length);
  return last === '' ? undefined : path.slice(0, path.length - before.length) + last;
}

/** The modules that a tensor is in, from the outermost on, with a point or a stroke behind each: `encoder.rnn.`. */
export function pathOf(key: string): string {
  return key.slice(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('/')) + 1);
}

/** @param parts g [rows × 1] and v [rows × columns] */
function normalisedRows([g, v]: readonly Tensor[]): Tensor | undefined {
  const [rows, columns, ...more] = v?.shape ?? [];
  if (!g || !v || rows === undefined || columns === undefined || more.length > 0) return undefined;
  if (g.shape.join() !== `${rows},1`) return undefined;
  const values = () => {
    const lengths = g.values();
    const weight = v.values().slice();
    for (let row = 0; row < rows; row++) {
      const direction = weight.subarray(row * columns, (row + 1) * columns);
      // Squares of what a file may hold need not fit a float.
      const largest = largestMagnitude(direction);
      const scaled = direction.map((value) => value / largest);
      const factor = entry(lengths, row) / norm(scaled);
      direction.set(scaled.map((value) => factor * value));
    }
    return requireFinite(weight, v.name);
  };
  return { name: v.name, shape: v.shape, values };
}

/** @param parts W [rows × columns], and the vectors u [rows] and v [columns] of its largest singular value */
function ofNormOne([weight, left, right]: readonly Tensor[]): Tensor | undefined {
  const [rows, columns, ...more] = weight?.shape ?? [];
  if (!weight || !left || !right || rows === undefined || more.length > 0) return undefined;
  if (left.shape.join() !== `${rows}` || right.shape.join() !== `${columns}`) return undefined;
  const values = () => {
    const matrix = weight.values();
    const product = multiply(matrix, right.values());
    const norm = left.values().reduce((sum, value, row) => sum + value * entry(product, row), 0);
    return requireFinite(
      matrix.map((value) => value / norm),
      weight.name,
    );
  };
  return { name: weight.name, shape: weight.shape, values };
}

function masked([weight, mask]: readonly Tensor[]): Tensor | undefined {
  if (!weight || !mask || weight.shape.join() !== mask.shape.join()) return undefined;
  const values = () => {
    const kept = mask.values();
    return weight.values().map((value, i) => value * entry(kept, i));
  };
  return { name: weight.name, shape: weight.shape, values };
}
