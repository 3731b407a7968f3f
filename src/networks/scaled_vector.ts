/**
 * Vectors that may leave the range of any float: a mantissa vector and one common power of two. Rescaling
 * is exact, so a product of a million Jacobians neither under- nor overflows.
 */
import { entry, largestMagnitude, norm, outerProduct } from './vector.ts';

/** The vector `values · 2^exponent`. */
export interface ScaledVector {
  readonly values: Float64Array;
  readonly exponent: number;
}

/** The powers of two a vector may carry, both ends included. */
export type ExponentRange = readonly [least: number, most: number];
export const anyExponent: ExponentRange = [-Infinity, Infinity];

/** x·2^exponent, without overflow on the way: two factors, each within float64's own range. */
export function timesPowerOfTwo(x: number, exponent: number): number {
  if (x === 0) return 0;
  if (exponent >= -1022 && exponent <= 1023) return x * powerOfTwo(exponent);
  const half = Math.trunc(exponent / 2);
  return x * 2 ** half * 2 ** (exponent - half);
}

/** 2^exponent of a normal number, by its bits: many times as fast as a general power. */
function powerOfTwo(exponent: number): number {
  words[1] = (exponent + 1023) << 20;
  return entry(real, 0);
}

const real = new Float64Array(1);
const words = new Uint32Array(real.buffer);

/** The same vector with its largest entry in [1, 2), as far as the range of exponents allows. */
export function rescaled(vector: ScaledVector, [least, most]: ExponentRange): ScaledVector {
  const largest = largestMagnitude(vector.values);
  if (largest === 0) return vector;
  const ideal = vector.exponent + Math.floor(Math.log2(largest));
  const exponent = Math.min(Math.max(ideal, least), most);
  return { values: allTimesPowerOfTwo(vector.values, vector.exponent - exponent), exponent };
}

/** x·2^exponent of every entry. */
export function allTimesPowerOfTwo(x: Float64Array, exponent: number): Float64Array {
  if (!(exponent >= -1022 && exponent <= 1023)) return x.map((value) => timesPowerOfTwo(value, exponent));
  const factor = powerOfTwo(exponent);
  const product = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) product[i] = factor * (x[i] ?? Number.NaN);
  return product;
}

/** A zero of `size` entries, which has no scale of its own. */
export function scaledZero(size: number): ScaledVector {
  return { values: new Float64Array(size), exponent: -Infinity };
}

/** a + b, in the scale of the larger exponent. A zero has no scale, whichever exponent it comes with. */
export function plus(a: ScaledVector, b: ScaledVector): ScaledVector {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  const exponent = Math.max(a.exponent, b.exponent);
  const [scaleA, scaleB] = [2 ** (a.exponent - exponent), 2 ** (b.exponent - exponent)];
  return { values: a.values.map((value, i) => scaleA * value + scaleB * entry(b.values, i)), exponent };
}

/** x·yᵀ, row-major, of factors that are brought into the middle of the range: none of their products leaves it. */
export function scaledOuterProduct(x: ScaledVector, y: ScaledVector): ScaledVector {
  const [a, b] = [rescaled(x, anyExponent), rescaled(y, anyExponent)];
  return { values: outerProduct(a.values, b.values), exponent: a.exponent + b.exponent };
}

function isZero({ values }: ScaledVector): boolean {
  return values.every((value) => value === 0);
}

/** log10 ‖values · 2^exponent‖₂ in decades; −Infinity for an exact zero. */
export function log10Norm({ values, exponent }: ScaledVector): number {
  if (exponent === -Infinity) return exponent;
  return Math.log10(norm(values)) + exponent * Math.log10(2);
}
