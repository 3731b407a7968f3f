/** Elements of an array as bytes, turned into float64. */
import { quoted } from '../experiment/field_error.ts';
import { requireFinite } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** The types of elements that are read, under safetensors' names. */
export type ElementType = 'F64' | 'F32' | 'F16' | 'BF16';

/** Bytes of an element. */
export const elementSize: Readonly<Record<ElementType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

const readers: Readonly<Record<ElementType, (view: DataView, offset: number) => number>> = {
  F64: (view, offset) => view.getFloat64(offset, true),
  F32: (view, offset) => view.getFloat32(offset, true),
  F16: (view, offset) => halfPrecision(view.getUint16(offset, true)),
  BF16: (view, offset) => upperHalf(view.getUint16(offset, true)),
};

/**
 * Little-endian elements in float64, exactly: all four types are subsets of it.
 * @throws {WeightFileError} where one is not finite
 */
export function decodeElements(bytes: Uint8Array, type: ElementType, name: string): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = elementSize[type];
  const read = readers[type];
  const values = new Float64Array(bytes.byteLength / size);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size);
  return requireFinite(values, name);
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
  type: ElementType,
  { offset, shape, strides }: Strides,
  name: string,
): Float64Array {
  const count = shape.reduce((product, length) => product * length, 1);
  const size = elementSize[type];
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
