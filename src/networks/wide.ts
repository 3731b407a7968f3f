/**
 * Numbers whose exponent is a number of its own, m·2^e: a slope like tanh′(3000) = 10^−2605 is one of them. The way back
 * is reckoned in them, unit by unit, so that saturation, however deep, is as exact as anything.
 */

import { type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import { entry, multiplyTransposed } from './vector.ts';

/** m·2^e. A mantissa of 0 is a zero, whatever the exponent. */
export interface Wide {
  readonly mantissa: number;
  readonly exponent: number;
}

/** What is smaller than 2^−2³⁰ (10^−3·10⁸) counts as zero: the exponents of a million such steps still fit in 53 bits. */
const leastExponent = -(2 ** 30);
/** Mantissas stay within these, so that a product of two is in range. */
const [leastMantissa, mostMantissa] = [2 ** -200, 2 ** 200];
/** Exponents further apart than this have nothing to add to one another, whatever their mantissas. */
const farApart = 1500;

export const wideZero: Wide = { mantissa: 0, exponent: 0 };

/** x·2^exponent */
export function wide(x: number, exponent = 0): Wide {
  const magnitude = Math.abs(x);
  if (magnitude === 0) return wideZero;
  if (magnitude >= leastMantissa && magnitude <= mostMantissa) return { mantissa: x, exponent };
  if (!Number.isFinite(x)) return { mantissa: x, exponent };
  const shift = Math.floor(Math.log2(magnitude));
  return { mantissa: timesPowerOfTwo(x, -shift), exponent: exponent + shift };
}

/** The number in float64: 0 or ±∞ where it does not fit. */
export function numberOf({ mantissa, exponent }: Wide): number {
  return exponent === 0 ? mantissa : timesPowerOfTwo(mantissa, Math.max(-5000, Math.min(exponent, 5000)));
}

/** ln |x|; −Infinity for a zero. */
export function naturalLog({ mantissa, exponent }: Wide): number {
  return mantissa === 0 ? -Infinity : Math.log(Math.abs(mantissa)) + exponent * Math.LN2;
}

export function times(a: Wide, b: Wide): Wide {
  const exponent = a.exponent + b.exponent;
  return exponent < leastExponent ? wideZero : wide(a.mantissa * b.mantissa, exponent);
}

export function sum(a: Wide, b: Wide): Wide {
  if (a.mantissa === 0) return b;
  if (b.mantissa === 0) return a;
  if (a.exponent === b.exponent) return wide(a.mantissa + b.mantissa, a.exponent);
  const [large, small] = a.exponent > b.exponent ? [a, b] : [b, a];
  const shift = small.exponent - large.exponent;
  return shift < -farApart
    ? large
    : wide(large.mantissa + timesPowerOfTwo(small.mantissa, shift), large.exponent);
}

/** e^y for y ≤ 0. */
export function exponentialOf(y: number): Wide {
  // A mantissa of its own for as long as it is in range.
  if (!(y <= -100)) return { mantissa: Math.exp(y), exponent: 0 };
  const exponent = Math.round(y / Math.LN2);
  if (!(exponent >= leastExponent)) return wideZero;
  return { mantissa: Math.exp(y - exponent * Math.LN2), exponent };
}

/** Whether a pre-activation is so deep in a tail that its slope, below e^−100, may take products out of float64's range. */
export function deep(z: number): boolean {
  return !(Math.abs(z) <= 50);
}

/** A state of a larger power of two than this, either way, is not reckoned with in plain float64. */
export const mostPlainExponent = 150;

/** Whether a factor may take products out of float64's range. An exact zero does not. */
export function tooSmall(factor: number): boolean {
  return factor !== 0 && !(Math.abs(factor) >= leastMantissa);
}

/** The entries of a vector. */
export function wideEntries({ values, exponent }: ScaledVector): Wide[] {
  const entries: Wide[] = [];
  for (const value of values) entries.push(wide(value, exponent));
  return entries;
}

/**
 * A vector whose entries may be further apart than float64 reaches: those that fall out of range beside the largest are 0
 * among its values, and are told apart in its entries.
 */
export interface WideVector extends ScaledVector {
  readonly entries?: readonly Wide[];
}

/** Beside the largest entry smaller ones are lost from about 2^−1074 on. */
const widestSpread = 1000;

/** The vector with these entries, its largest value in [1, 2). */
export function wideVector(entries: readonly Wide[]): WideVector {
  const exponents = exponentsOf(entries);
  const largest = largestOf(exponents);
  if (largest === -Infinity) return { values: new Float64Array(entries.length), exponent: 0 };
  const spread = exponents.some((exponent) => exponent !== -Infinity && exponent < largest - widestSpread);
  const values = new Float64Array(entries.length);
  entries.forEach(({ mantissa, exponent }, i) => {
    values[i] = timesPowerOfTwo(mantissa, exponent - largest);
  });
  return { values, exponent: largest, ...(spread && { entries }) };
}

function exponentsOf(entries: readonly Wide[]): Float64Array {
  const exponents = new Float64Array(entries.length);
  entries.forEach((value, i) => {
    exponents[i] = exponentOf(value);
  });
  return exponents;
}

function largestOf(exponents: Float64Array): number {
  let largest = -Infinity;
  for (const exponent of exponents) if (exponent > largest) largest = exponent;
  return largest;
}

/** ⌊log2 |x|⌋, −∞ for a zero. */
function exponentOf({ mantissa, exponent }: Wide): number {
  if (mantissa === 0) return -Infinity;
  real[0] = mantissa;
  return exponent + ((entry(bits, 1) >>> 20) & 0x7ff) - 1023;
}

// Read from the bits: mantissas are normal numbers.
const real = new Float64Array(1);
const bits = new Uint32Array(real.buffer);

/** Entries this close to one another are multiplied with a matrix together. */
const band = 500;

/**
 * scale·Aᵀ·x for a row-major A [M × N] and x [M]: band by band of magnitudes, since where the matrix has zeros a small entry
 * may be all that reaches a unit.
 */
export function wideMultiplyTransposed(
  matrix: Float64Array,
  x: readonly Wide[],
  scale: number,
): readonly Wide[] {
  const exponents = exponentsOf(x);
  let product: readonly Wide[] | undefined;
  for (;;) {
    const largest = largestOf(exponents);
    if (largest === -Infinity) break;
    const together = new Float64Array(x.length);
    x.forEach(({ mantissa, exponent }, row) => {
      if (entry(exponents, row) <= largest - band) return;
      exponents[row] = -Infinity;
      together[row] = timesPowerOfTwo(mantissa, exponent - largest);
    });
    const values = multiplyTransposed(matrix, together).map((value) => scale * value);
    const part = wideEntries({ values, exponent: largest });
    product = product?.map((value, column) => sum(value, part[column] ?? wideZero)) ?? part;
  }
  return product ?? Array.from({ length: matrix.length / x.length }, () => wideZero);
}
