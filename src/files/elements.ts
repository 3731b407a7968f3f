/** Elements of an array as bytes, turned into float64. */
import { quoted } from '../experiment/field_error.ts';
import { requireFinite } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** The types of elements that are read as weights, under safetensors' names. */
export type ElementType = 'F64' | 'F32' | 'F16' | 'BF16';
/** Those of whole numbers, which are weights only beside their scale. */
export type WholeType = 'BOOL' | 'I8' | 'U8' | 'I16' | 'U16' | 'I32' | 'U32' | 'I64' | 'U64';

/** Bytes of an element. */
export const elementSize: Readonly<Record<ElementType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };
export const wholeSize: Readonly<Record<WholeType, number>> = {
  ...{ BOOL: 1, I8: 1, U8: 1, I16: 2, U16: 2, I32: 4, U32: 4, I64: 8, U64: 8 },
};

const readers: Readonly<Record<ElementType | WholeType, (view: DataView, offset: number) => number>> = {
  BOOL: (view, offset) => view.getUint8(offset),
  I8: (view, offset) => view.getInt8(offset),
  U8: (view, offset) => view.getUint8(offset),
  I16: (view, offset) => view.getInt16(offset, true),
  U16: (view, offset) => view.getUint16(offset, true),
  I32: (view, offset) => view.getInt32(offset, true),
  U32: (view, offset) => view.getUint32(offset, true),
  I64: (view, offset) => Number(view.getBigInt64(offset, true)),
  U64: (view, offset) => Number(view.getBigUint64(offset, true)),
  F64: (view, offset) => view.getFloat64(offset, true),
  F32: (view, offset) => view.getFloat32(offset, true),
  F16: (view, offset) => halfPrecision(view.getUint16(offset, true)),
  BF16: (view, offset) => upperHalf(view.getUint16(offset, true)),
};

/**
 * Little-endian elements in float64, exactly but for whole numbers beyond 2⁵³: all other types are subsets of it.
 * @throws {WeightFileError} where one is not finite
 */
export function decodeElements(bytes: Uint8Array, type: ElementType | WholeType, name: string): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = sizeOf(type);
  const read = readers[type];
  const values = new Float64Array(bytes.byteLength / size);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size);
  return requireFinite(values, name);
}

function sizeOf(type: ElementType | WholeType): number {
  return isWholeType(type) ? wholeSize[type] : elementSize[type];
}

/** Whether elements of a type are whole numbers. @param type as safetensors calls it */
export function isWholeType(type: string | undefined): type is WholeType {
  return type !== undefined && Object.hasOwn(wholeSize, type);
}

/** Where the elements of an array stand among those of its bytes. */
export interface Strides {
  /** The first element's place. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements from one index of each axis to its next. */
  readonly strides: readonly number[];
}

/** How far apart the elements of a whole array stand in C order, [axes of `shape`]. */
export function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

/** The place of the last element of all, of an array that is not empty. */
export function lastPlace({ offset, shape, strides }: Strides): number {
  return shape.reduce((place, length, axis) => place + (length - 1) * (strides[axis] ?? 0), offset);
}

/**
 * Elements that may stand in any order, row-major in float64. Every one must be among the bytes.
 * @throws {WeightFileError} where one is not finite
 */
export function decodeStrided(
  bytes: Uint8Array,
  type: ElementType | WholeType,
  { offset, shape, strides }: Strides,
  name: string,
): Float64Array {
  const count = shape.reduce((product, length) => product * length, 1);
  const size = sizeOf(type);
  const inOrder = rowMajor(shape);
  if (shape.every((length, axis) => length === 1 || strides[axis] === inOrder[axis]))
    return decodeElements(bytes.subarray(offset * size, (offset + count) * size), type, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type];
  const values = new Float64Array(count);
  const index = shape.map(() => 0);
  let place = offset;
  for (let i = 0; i < count; i++) {
    values[i] = read(view, place * size);
    // The last axis runs fastest; one that is through begins again and moves the one before it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [at = 0, length = 0, stride = 0] = [index[axis], shape[axis], strides[axis]];
      const through = at + 1 === length;
      index[axis] = through ? 0 : at + 1;
      place += through ? -at * stride : stride;
      if (!through) break;
    }
  }
  return requireFinite(values, name);
}

/** @throws {WeightFileError} where elements of the type are not read @param type as its format calls it */
export function requireElementType(type: string, name: string): ElementType {
  if (isElementType(type)) return type;
  throw new WeightFileError(
    `${quoted(name)} holds elements of type ${type}; ${Object.keys(elementSize).join(', ')} are allowed`,
  );
}

function isElementType(type: string): type is ElementType {
  return Object.hasOwn(elementSize, type);
}

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a float32. */
function upperHalf(bits: number): number {
  word.setUint32(0, bits * 0x10000);
  return word.getFloat32(0);
}
