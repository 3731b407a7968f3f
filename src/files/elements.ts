/** Elements of an array as bytes, turned into float64. */
import { requireFinite } from '../networks/given/tensor.ts';

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
