// The same exponential and logarithm for two float64 numbers at once, good to about one unit in the last place.
// Tables stand in functions: builds that do not call them are without.
import { multiplyAdd } from './numbers';
import { fromTable, one } from './table';

/** Adding it rounds to a whole number, which then stands in the lowest bits. */
const ROUNDING: f64 = 6755399441055744;
/** From here down e^x counts as e^−700. */
const LEAST: f64 = -700;

/** 1/ln 2; −ln 2 in two parts; 1/13! … 1/2!, of Taylor's series of (e^r − 1 − r)/r²; then the two above. */
function coefficients(): usize {
  return memory.data<f64>([
    1.4426950408889634, -0.6931471803691238, -1.9082149292705877e-10,
    1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6,
    2.48015873015873e-5, 1.984126984126984e-4, 1.3888888888888889e-3, 8.333333333333333e-3, 4.1666666666666664e-2,
    1.6666666666666666e-1, 0.5, ROUNDING, LEAST
  ], 16);
}

// @ts-ignore: decorator
@inline
function clamp(x: v128): v128 {
  return f64x2.pmax(x, fromTable(coefficients(), 16));
}

// @ts-ignore: decorator
@inline
export function shiftedPower(x: v128): v128 {
  return multiplyAdd(clamp(x), fromTable(coefficients(), 0), fromTable(coefficients(), 15));
}

// @ts-ignore: decorator
@inline
export function powerOf(shifted: v128): v128 {
  return i64x2.add(i64x2.shl(shifted, 52), one());
}

export function restMinusOne(x: v128, shifted: v128): v128 {
  const n = f64x2.sub(shifted, fromTable(coefficients(), 15));
  let r = multiplyAdd(n, fromTable(coefficients(), 1), clamp(x));
  r = multiplyAdd(n, fromTable(coefficients(), 2), r);
  let p = fromTable(coefficients(), 3);
  for (let i = 4; i < 15; i++) p = multiplyAdd(p, r, fromTable(coefficients(), i));
  return multiplyAdd(p, f64x2.mul(r, r), r);
}

/** 1/21, 1/19, … 1/3 of Taylor's series of artanh; then ln 2 in two parts, 1 and 2. */
function logarithmTable(): usize {
  return memory.data<f64>([
    0.047619047619047616, 0.05263157894736842, 0.058823529411764705, 0.06666666666666667, 0.07692307692307693,
    0.09090909090909091, 0.1111111111111111, 0.14285714285714285, 0.2, 0.3333333333333333, 1.9082149292705877e-10,
    0.6931471803691238, 1, 2
  ], 16);
}
/** √½, what is below 1 of a number's bits, as bits. */
function logarithmBits(): usize {
  return memory.data<u64>([0x3fe6a09e667f3bcd, 0x000fffffffffffff], 16);
}

/** ln x for positive normal x. */
export function logarithm(x: v128): v128 {
  const rootHalf = fromTable(logarithmBits(), 0);
  // x = m·2^e with m in [√½, √2), and ln m = 2·artanh s.
  const offset = i64x2.sub(x, rootHalf);
  const upper = i32x4.shr_s(offset, 20);
  const e = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(upper, upper, 1, 3, 1, 3));
  const m = i64x2.add(v128.and(offset, fromTable(logarithmBits(), 1)), rootHalf);
  const one = fromTable(logarithmTable(), 12);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const square = f64x2.mul(s, s);
  let p = fromTable(logarithmTable(), 0);
  for (let i = 1; i < 10; i++) p = multiplyAdd(p, square, fromTable(logarithmTable(), i));
  const twice = f64x2.mul(fromTable(logarithmTable(), 13), s);
  const low = multiplyAdd(e, fromTable(logarithmTable(), 10), f64x2.mul(f64x2.mul(twice, square), p));
  return multiplyAdd(e, fromTable(logarithmTable(), 11), f64x2.add(twice, low));
}
