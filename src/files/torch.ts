/**
 * Reads what `torch.save` writes since PyTorch 1.6: a zip of one pickle, `data.pkl`, and a file for each storage of
 * elements. Of the pickle only tensors and the dictionaries around them are read, and nothing is executed.
 */

import { quoted } from '../experiment/field_error.ts';
import { say } from '../language/say.ts';
import { shapeInWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import {
  decodeStrided,
  elementSize,
  isWholeType,
  lastPlace,
  requireElementType,
  type Strides,
  wholeSize,
} from './elements.ts';
import { Global, type Maker, readPickle } from './pickle.ts';
import type { Archive } from './zip.ts';

const pickleName = /^(?:.*\/)?data\.pkl$/;

const wayOut = 'save it with torch.save(model.state_dict(), file)';

/** Elements outside the pickle. */
class Storage {
  /** Safetensors' name of the type, or PyTorch's of one that is not read. */
  readonly type: string;
  readonly key: string;
  constructor(type: string, key: string) {
    this.type = type;
    this.key = key;
  }
}

/** A view of a storage. */
class TorchTensor {
  readonly storage: Storage;
  readonly place: Strides;
  constructor(storage: Storage, place: Strides) {
    this.storage = storage;
    this.place = place;
  }
}

const storageTypes: Readonly<Record<string, string>> = {
  ...{ DoubleStorage: 'F64', FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16' },
  ...{ LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8', ByteStorage: 'U8' },
  BoolStorage: 'BOOL',
};

/** Stands for what holds no weights: it is taken apart no further. */
const nothing: Maker = () => undefined;
const dictionary: Maker = () => new Map();
const firstOf: Maker = (first) => first;
/** A subclass of a tensor: `(function, class, arguments, state)`. */
const asItsBase: Maker = (make, _, args) =>
  make instanceof Global && Array.isArray(args) ? make.make(...args) : undefined;

/** What a state dict, and a checkpoint around it, may ask Python for. */
const makers: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['collections.OrderedDict', dictionary],
  ['collections.defaultdict', dictionary],
  ['torch._utils._rebuild_tensor', rebuiltTensor],
  ['torch._utils._rebuild_tensor_v2', rebuiltTensor],
  ['torch._utils._rebuild_parameter', firstOf],
  ['torch._utils._rebuild_parameter_with_state', firstOf],
  ['torch._tensor._rebuild_from_type_v2', asItsBase],
  ...Object.keys(storageTypes).map((name) => [`torch.${name}`, nothing] as const),
  ...['lightning.fabric', 'lightning_fabric'].map(
    (home) => [`${home}.utilities.data.AttributeDict`, dictionary] as const,
  ),
  ...['lightning.pytorch', 'pytorch_lightning'].map(
    (home) => [`${home}.utilities.parsing.AttributeDict`, dictionary] as const,
  ),
  // What stands beside weights and holds none.
  ...['Size', 'device', 'nn.parameter.Parameter', 'nn.parameter.Buffer'].map(
    (name) => [`torch.${name}`, nothing] as const,
  ),
  ...['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map(
    (name) => [`torch.${name}`, nothing] as const,
  ),
  ...['builtins', '__builtin__'].flatMap((home) =>
    ['set', 'frozenset', 'list', 'dict', 'tuple', 'int', 'float', 'complex', 'bytearray', 'slice'].map(
      (name) => [`${home}.${name}`, nothing] as const,
    ),
  ),
  ...['numpy.core.multiarray', 'numpy._core.multiarray'].flatMap((home) =>
    ['scalar', '_reconstruct'].map((name) => [`${home}.${name}`, nothing] as const),
  ),
  ...['numpy.dtype', 'numpy.ndarray', '_codecs.encode', 'argparse.Namespace', 'datetime.datetime'].map(
    (name) => [name, nothing] as const,
  ),
  ...['pathlib', 'pathlib._local'].flatMap((home) =>
    ['PosixPath', 'WindowsPath', 'PurePosixPath'].map((name) => [`${home}.${name}`, nothing] as const),
  ),
]);

/** @throws {WeightFileError} where the archive is not what `torch.save` writes, or holds anything but weights */
export function readTorch(archive: Archive): WeightFile {
  const pickle = archive.names.find((name) => pickleName.test(name)) ?? '';
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (archive.names.some((name) => name.startsWith(`${folder}code/`))) {
    throw new WeightFileError(
      'The file is a TorchScript program; its weights alone are allowed: torch.save(torch.jit.load(file).state_dict(), other)',
    );
  }
  requireLittleEndian(archive, folder);
  const saved = readPickle(archive.content(pickle), {
    global: (name) => makers.get(name),
    persistent: storageOf,
  });
  const { weights, remarks } = weightsIn(saved);
  const tensors = weights.map(([name, tensor]) => inArchive(name, tensor, archive, folder));
  return { tensors, bare: false, remarks };
}

function requireLittleEndian(archive: Archive, folder: string): void {
  const name = `${folder}byteorder`;
  if (!archive.names.includes(name)) return;
  const order = new TextDecoder().decode(archive.content(name).subarray(0, 100)).trim();
  if (order !== 'little')
    throw new WeightFileError(
      `The file has ${quoted(order)}-endian elements; little-endian ones are allowed`,
    );
}

/** `('storage', type, key, device, elements)` */
function storageOf(identity: unknown): Storage {
  const [kind, type, key] = Array.isArray(identity) ? identity : [];
  const known = type instanceof Global ? storageTypes[type.name.replace('torch.', '')] : undefined;
  if (kind !== 'storage' || typeof key !== 'string' || known === undefined)
    throw new WeightFileError(`The file’s pickle has a storage that is none of PyTorch’s; ${wayOut}`);
  return new Storage(known, key);
}

/** `(storage, offset, shape, strides, …)` */
function rebuiltTensor(...[storage, offset, shape, strides]: readonly unknown[]): TorchTensor {
  const [place, ...more] = naturals([offset]) ?? [];
  const lengths = naturals(shape);
  const steps = naturals(strides);
  if (!(storage instanceof Storage) || place === undefined || more.length > 0 || !lengths || !steps)
    throw new WeightFileError(`The file’s pickle has a tensor that is no view of a storage; ${wayOut}`);
  if (lengths.length !== steps.length)
    throw new WeightFileError(`The file has a tensor of ${lengths.length} axes and ${steps.length} strides`);
  return new TorchTensor(storage, { offset: place, shape: lengths, strides: steps });
}

function naturals(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((length) => Number.isSafeInteger(length) && length >= 0) ? value : undefined;
}

/** A tensor of the file, of which a claim beyond its storage is refused. */
function inArchive(name: string, { storage, place }: TorchTensor, archive: Archive, folder: string): Tensor {
  const { type, key } = storage;
  const { shape } = place;
  const decoded = (whole: boolean) => {
    const elements = whole && isWholeType(type) ? type : requireElementType(type, name);
    const size = isWholeType(elements) ? wholeSize[elements] : elementSize[elements];
    const bytes = archive.content(`${folder}data/${key}`);
    const there = Math.floor(bytes.byteLength / size);
    const count = shape.reduce((product, length) => product * length, 1);
    if (count > there || (count > 0 && lastPlace(place) >= there)) {
      throw new WeightFileError(
        `${quoted(name)} is ${shapeInWords(shape)}, and its storage has only ${there} elements; the file is damaged`,
      );
    }
    return decodeStrided(bytes, elements, place, name);
  };
  const values = () => decoded(false);
  return { name, shape, values, ...(isWholeType(type) && { integers: () => decoded(true) }) };
}

/** Under which of its names a checkpoint keeps the weights, the likeliest first. */
const weightKeys = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'module',
  'weights',
  'params',
];

type Named = readonly [name: string, tensor: TorchTensor];

/** The tensors of what was saved: of a checkpoint the weights, without what training kept beside them. */
function weightsIn(saved: unknown): { readonly weights: Named[]; readonly remarks: readonly string[] } {
  if (saved instanceof TorchTensor) return { weights: [['tensor', saved]], remarks: [] };
  if (!(saved instanceof Map) && !Array.isArray(saved))
    throw new WeightFileError(`The file holds no tensors; ${wayOut}`);
  const key = saved instanceof Map ? weightKeys.find((one) => isCheckpointOf(saved, one)) : undefined;
  if (!(saved instanceof Map) || key === undefined) return { weights: tensorsIn(saved), remarks: [] };
  const beside = [...saved.keys()].filter((other) => other !== key).map(String);
  return {
    weights: tensorsIn(saved.get(key)),
    remarks: [
      beside.length === 0
        ? `Its weights stand under ${quoted(key)}.`
        : `Its weights stand under ${quoted(key)}; beside them ${beside.map(quoted).join(', ')}, which ${beside.length === 1 ? say`is` : say`are`} no part of the model.`,
    ],
  };
}

/** Whether the weights stand under a key and not beside it. */
function isCheckpointOf(saved: ReadonlyMap<unknown, unknown>, key: string): boolean {
  if ([...saved.values()].some((value) => value instanceof TorchTensor)) return false;
  const inner = saved.get(key);
  return inner instanceof Map && tensorsIn(inner).length > 0;
}

/** Every tensor within, by its path; what holds itself, or is held twice, is gone through once. */
function tensorsIn(saved: unknown): Named[] {
  const found: Named[] = [];
  const seen = new Set<unknown>();
  const open: (readonly [path: string, value: unknown])[] = [['', saved]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, value] = next;
    if (value instanceof TorchTensor) found.push([path, value]);
    if (seen.has(value) || !(value instanceof Map || Array.isArray(value))) continue;
    seen.add(value);
    const within: (readonly [string, unknown])[] = [];
    for (const [key, inner] of value.entries())
      within.push([path === '' ? String(key) : `${path}.${key}`, inner]);
    open.push(...within.reverse());
  }
  return found;
}
