// Exponential and logarithm of four numbers at once: Cephes' expf and logf, good to about one unit in the last place.
import { multiplyAdd, multiplyThenAdd } from './numbers';

/** Adding it rounds to a whole number, which then stands in the lowest bits. */
const ROUNDING: f32 = 12582912;
/** From here down e^x counts as e^−80 = 2e-35, which keeps products with it clear of slow subnormal numbers. */
const LEAST: f32 = -80;

/**
 * 1/ln 2; −ln 2 in two parts; then the polynomial of (e^r − 1 − r)/r², highest power first. They are read from memory:
 * made anew in every turn of a loop, as happens to constants in code, they would cost more.
 */
const coefficients: usize = memory.data<f32>([
  1.44269504088896341, -0.693359375, 2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1
], 16);

// @ts-ignore: decorator
@inline
function coefficient(place: usize): v128 {
  return v128.load32_splat(coefficients + 4 * place);
}

/** Shifts x / ln 2, rounded to a whole number n, into the lowest bits of a float. x is clamped from below. */
// @ts-ignore: decorator
@inline
export function shiftedPower(x: v128): v128 {
  return multiplyAdd(clamp(x), coefficient(0), f32x4.splat(ROUNDING));
}

// @ts-ignore: decorator
@inline
function clamp(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(LEAST));
}

/** 2^n: the whole number, moved to the exponent's bits, is 2^n in units of 1 = 0x3f800000. */
// @ts-ignore: decorator
@inline
export function powerOf(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
}

/** e^(x − n·ln 2) − 1, to the last bit or two also near 0. */
// @ts-ignore: decorator
@inline
export function restMinusOne(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDING));
  let r = multiplyAdd(n, coefficient(1), clamp(x));
  r = multiplyAdd(n, coefficient(2), r);
  let p = multiplyAdd(coefficient(3), r, coefficient(4));
  p = multiplyAdd(p, r, coefficient(5));
  p = multiplyAdd(p, r, coefficient(6));
  p = multiplyAdd(p, r, coefficient(7));
  p = multiplyAdd(p, r, coefficient(8));
  return multiplyAdd(p, f32x4.mul(r, r), r);
}

/** e^x for x ≤ 80; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const shifted = shiftedPower(x);
  const scale = powerOf(shifted);
  return multiplyAdd(scale, restMinusOne(x, shifted), scale);
}

/** ln x for positive normal x, the same in both builds. */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  // x = m·2^e with m in [√½, √2).
  const offset = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23));
  const m = i32x4.add(v128.and(offset, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(m, f32x4.splat(1));
  const square = f32x4.mul(f, f);
  let p = multiplyThenAdd(f32x4.splat(7.0376836292e-2), f, f32x4.splat(-1.1514610310e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(1.1676998740e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(-1.2420140846e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(1.4249322787e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(-1.6668057665e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(2.0000714765e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(-2.4999993993e-1));
  p = multiplyThenAdd(p, f, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, f), square);
  p = multiplyThenAdd(e, f32x4.splat(-2.12194440e-4), p);
  p = multiplyThenAdd(square, f32x4.splat(-0.5), p);
  return multiplyThenAdd(e, f32x4.splat(0.693359375), f32x4.add(f, p));
}
