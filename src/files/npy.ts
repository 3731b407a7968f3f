/**
 * Reads NumPy's `.npy` (NumPy's NEP 1, versions 1 to 3): magic bytes, a Python dictionary as text, the elements.
 */

import { quoted } from '../experiment/field_error.ts';
import { shapeInWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import {
  decodeElements,
  decodeStrided,
  type ElementType,
  elementSize,
  isWholeType,
  rowMajor,
  type WholeType,
  wholeSize,
} from './elements.ts';

const magic = [0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0))];

/** NumPy's names of the types that are read. */
const elementTypes: ReadonlyMap<string, ElementType> = new Map([
  ['<f8', 'F64'],
  ['<f4', 'F32'],
  ['<f2', 'F16'],
]);

/** And of those of whole numbers. */
const wholeTypes: ReadonlyMap<string, WholeType> = new Map([
  ...([
    ['|b1', 'BOOL'],
    ['|i1', 'I8'],
    ['|u1', 'U8'],
  ] as const),
  ...([
    ['<i2', 'I16'],
    ['<u2', 'U16'],
    ['<i4', 'I32'],
    ['<u4', 'U32'],
    ['<i8', 'I64'],
    ['<u8', 'U64'],
  ] as const),
]);

/** In bytes: NumPy's own limit for a header it has not been told to trust. */
const longestHeader = 10_000;

const wayOut = 'save it with numpy.save(file, numpy.ascontiguousarray(array, dtype="<f8"))';

/** What the header says of the array. */
interface Header {
  /** NumPy's name of the elements' type. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/**
 * The one array of a file.
 * @param name what to call it in a message
 * @throws {WeightFileError} where the file is not what the format says, or not of a kind that is read
 */
export function readNpy(bytes: Uint8Array, name: string): Tensor {
  const { header, data } = split(bytes);
  const { descr } = header;
  requireType(descr);
  return tensorOf(header, data, name);
}

/**
 * The one array of a file among others: where its elements are of a type that is not read, asking for them tells so.
 * @throws {WeightFileError} where the file is not what the format says
 */
export function readNpyMember(bytes: Uint8Array, name: string): Tensor {
  const { header, data } = split(bytes);
  return tensorOf(header, data, name);
}

/**
 * The one array of a file, of floating-point or of whole numbers.
 * @throws {WeightFileError} where the file is not what the format says, or its elements are neither
 */
export function readNpyArray(bytes: Uint8Array, name: string): Tensor {
  const { header, data } = split(bytes);
  if (!wholeTypes.has(header.descr)) requireType(header.descr);
  return tensorOf(header, data, name);
}

/** A text that is a file's one element, as `numpy.array("…")` is saved; undefined where it holds something else. @throws as readNpy */
export function readNpyText(bytes: Uint8Array): string | undefined {
  const { header, data } = split(bytes);
  const [, length] = /^<U(\d+)$/.exec(header.descr) ?? [];
  if (length === undefined || header.shape.length > 0) return undefined;
  if (data.byteLength !== 4 * Number(length)) {
    throw new WeightFileError(
      `The file has ${data.byteLength} bytes of text; ${length} letters take ${4 * Number(length)}`,
    );
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const letters = Array.from({ length: Number(length) }, (_, i) => view.getUint32(4 * i, true));
  if (letters.some((letter) => letter > 0x10ffff)) throw new WeightFileError('The file’s text is no Unicode');
  return letters.map((letter) => String.fromCodePoint(letter)).join('');
}

function tensorOf({ descr, fortranOrder, shape }: Header, data: Uint8Array, name: string): Tensor {
  const refused = () => decodeElements(data, requireType(descr), name);
  const type = elementTypes.get(descr) ?? wholeTypes.get(descr);
  if (type === undefined) return { name, shape, values: refused };
  const bytes = isWholeType(type) ? wholeSize[type] : elementSize[type];
  const size = shape.reduce((product, length) => product * length, 1) * bytes;
  if (size !== data.byteLength) {
    throw new WeightFileError(
      `The file has ${data.byteLength} bytes of data; ${shapeInWords(shape)} of ${type} takes ${size}`,
    );
  }
  const strides = fortranOrder ? rowMajor(shape.toReversed()).toReversed() : rowMajor(shape);
  const values = () => decodeStrided(data, type, { offset: 0, shape, strides }, name);
  return isWholeType(type) ? { name, shape, values: refused, integers: values } : { name, shape, values };
}

/** @throws {WeightFileError} where elements of the type are not read */
function requireType(descr: string): ElementType {
  const type = elementTypes.get(descr);
  if (type !== undefined) return type;
  const allowed = [...elementTypes.keys()].map(quoted).join(', ');
  const fault = descr.startsWith('>') ? 'big-endian elements' : 'elements';
  throw new WeightFileError(
    `The file holds ${fault} of type ${quoted(descr)}; ${allowed} are allowed: ${wayOut}`,
  );
}

/** Whether a file is one of the format by its first bytes. */
export function beginsAsNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** What the header says, and the bytes after it. */
function split(bytes: Uint8Array): { header: Header; data: Uint8Array } {
  if (!beginsAsNpy(bytes)) {
    throw new WeightFileError('The file does not begin as a .npy file does, with \\x93NUMPY');
  }
  const version = bytes[magic.length];
  if (version !== 1 && version !== 2 && version !== 3) {
    throw new WeightFileError(`The file is of .npy version ${version ?? 'none'}; 1, 2 and 3 are allowed`);
  }
  const start = magic.length + 2;
  const lengthBytes = version === 1 ? 2 : 4;
  const end = start + lengthBytes;
  if (bytes.byteLength < end) throw new WeightFileError('The file ends before the length of its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(start, true) : view.getUint32(start, true);
  const left = bytes.byteLength - end;
  if (length > Math.min(left, longestHeader)) {
    const most = left > longestHeader ? `${longestHeader} are allowed` : `only ${left} follow`;
    throw new WeightFileError(`The file claims a header of ${length} bytes, and ${most}`);
  }
  const header = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(end, end + length),
  );
  return { header: headerOf(header), data: bytes.subarray(end + length) };
}

/** @throws {WeightFileError} where the text is no such dictionary */
function headerOf(text: string): Header {
  const entries = dictionary(text);
  const [descr, order, shape] = ['descr', 'fortran_order', 'shape'].map((key) => entries.get(key));
  if (descr === undefined || shape === undefined || (order !== 'True' && order !== 'False')) {
    throw new WeightFileError(
      "The header is not the dictionary that a .npy file has: {'descr': …, 'fortran_order': …, 'shape': …}",
    );
  }
  return { descr: descr.replaceAll("'", ''), fortranOrder: order === 'True', shape: shapeOf(shape) };
}

/** Values of a Python dictionary's text by key, as they stand there; empty where it is none. */
function dictionary(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const [, inner] = /^\s*\{([^{}]*)\}\s*$/.exec(text) ?? [];
  if (inner === undefined) return entries;
  const entry = /\s*'(\w+)'\s*:\s*('[^']*'|True|False|\([\d\s,L]*\)|\[[^\]]*\])\s*(?:,\s*|$)/y;
  while (entry.lastIndex < inner.length) {
    const [, key, value] = entry.exec(inner) ?? [];
    if (key === undefined || value === undefined || entries.has(key)) return new Map();
    entries.set(key, value);
  }
  return entries;
}

/** `(64, 64)`, `(3,)`, `()`; Python 2 wrote `64L`. */
function shapeOf(tuple: string): number[] {
  const [, inner = ''] = /^\(\s*((?:\d+L?\s*,\s*)*(?:\d+L?\s*)?)\)$/.exec(tuple) ?? [];
  const lengths = inner.split(',').map((length) => length.replace('L', '').trim());
  const shape = lengths.filter((length) => length !== '').map(Number);
  const isTuple = shape.length === 0 ? /^\(\s*\)$/.test(tuple) : tuple.includes(',');
  if (!isTuple || !shape.every(Number.isSafeInteger)) {
    throw new WeightFileError(`The shape ${quoted(tuple)} is no tuple of whole numbers`);
  }
  return shape;
}
