// Exponential and logarithm of four numbers at once: Cephes' expf and logf, good to about one unit in the last place; in a build
// where what is real is float64, those of exponential_double.ts.
import * as double from './exponential_double';
import { multiplyAdd, multiplyThenAdd } from './numbers';
import { fromTable, one } from './table';

/** Adding it rounds to a whole number, which then stands in the lowest bits. */
const ROUNDING: f32 = 12582912;
/** From here down e^x counts as e^−80 = 2e-35, which keeps products with it clear of slow subnormal numbers. */
const LEAST: f32 = -80;

/** 1/ln 2; −ln 2 in two parts; then the polynomial of (e^r − 1 − r)/r², highest power first; then the two above. */
const coefficients: usize = memory.data<f32>([
  1.44269504088896341, -0.693359375, 2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, ROUNDING, LEAST
], 16);

// @ts-ignore: decorator
@inline
function coefficient(place: usize): v128 {
  return fromTable(coefficients, place);
}

/** Shifts x / ln 2, rounded to a whole number n, into the lowest bits of a float. x is clamped from below. */
// @ts-ignore: decorator
@inline
export function shiftedPower(x: v128): v128 {
  if (sizeof<real>() == 8) return double.shiftedPower(x);
  return multiplyAdd(clamp(x), coefficient(0), coefficient(9));
}

// @ts-ignore: decorator
@inline
function clamp(x: v128): v128 {
  return v128.pmax<real>(x, coefficient(10));
}

/** 2^n: the whole number, moved to the exponent's bits, is 2^n in units of 1 = 0x3f800000. */
// @ts-ignore: decorator
@inline
export function powerOf(shifted: v128): v128 {
  if (sizeof<real>() == 8) return double.powerOf(shifted);
  return i32x4.add(i32x4.shl(shifted, 23), one());
}

/** e^(x − n·ln 2) − 1, to the last bit or two also near 0. */
// @ts-ignore: decorator
@inline
export function restMinusOne(x: v128, shifted: v128): v128 {
  if (sizeof<real>() == 8) return double.restMinusOne(x, shifted);
  const n = v128.sub<real>(shifted, coefficient(9));
  let r = multiplyAdd(n, coefficient(1), clamp(x));
  r = multiplyAdd(n, coefficient(2), r);
  let p = multiplyAdd(coefficient(3), r, coefficient(4));
  p = multiplyAdd(p, r, coefficient(5));
  p = multiplyAdd(p, r, coefficient(6));
  p = multiplyAdd(p, r, coefficient(7));
  p = multiplyAdd(p, r, coefficient(8));
  return multiplyAdd(p, v128.mul<real>(r, r), r);
}

/** e^x for x ≤ 80; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const shifted = shiftedPower(x);
  const scale = powerOf(shifted);
  return multiplyAdd(scale, restMinusOne(x, shifted), scale);
}

/** The polynomial of (ln(1 + f) − f + f²/2)/f³, highest power first; then −ln 2 and ln 2 in two parts, −½ and 1. */
const logarithmTable: usize = memory.data<f32>([
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, -2.12194440e-4, 0.693359375, -0.5, 1
], 16);
/** √½, what is below 1 of a number's bits, as bits. */
const logarithmBits: usize = memory.data<u32>([0x3f3504f3, 0x007fffff], 16);

/** ln x for positive normal x, the same in both builds. */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  if (sizeof<real>() == 8) return double.logarithm(x);
  const table = logarithmTable;
  const rootHalf = fromTable(logarithmBits, 0);
  // x = m·2^e with m in [√½, √2).
  const offset = i32x4.sub(x, rootHalf);
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23));
  const m = i32x4.add(v128.and(offset, fromTable(logarithmBits, 1)), rootHalf);
  const f = v128.sub<real>(m, fromTable(table, 12));
  const square = v128.mul<real>(f, f);
  let p = multiplyThenAdd(fromTable(table, 0), f, fromTable(table, 1));
  p = multiplyThenAdd(p, f, fromTable(table, 2));
  p = multiplyThenAdd(p, f, fromTable(table, 3));
  p = multiplyThenAdd(p, f, fromTable(table, 4));
  p = multiplyThenAdd(p, f, fromTable(table, 5));
  p = multiplyThenAdd(p, f, fromTable(table, 6));
  p = multiplyThenAdd(p, f, fromTable(table, 7));
  p = multiplyThenAdd(p, f, fromTable(table, 8));
  p = v128.mul<real>(v128.mul<real>(p, f), square);
  p = multiplyThenAdd(e, fromTable(table, 9), p);
  p = multiplyThenAdd(square, fromTable(table, 11), p);
  return multiplyThenAdd(e, fromTable(table, 10), v128.add<real>(f, p));
}
