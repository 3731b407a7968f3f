// Powers of two, read and applied exactly by their bits, and the arithmetic that the two builds differ in.

/** a·b + c: rounded once where the build has relaxed SIMD and the processor fuses, twice elsewhere. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a·b + c, rounded twice in both builds: for draws, so that both draw the same matrix. */
// @ts-ignore: decorator
@inline
export function multiplyThenAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function laneSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** 2^exponent, exact; exponents outside float32's normal range are clamped to its ends. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(exponent: i32): f32 {
  return reinterpret<f32>((min(max(exponent, -126), 127) + 127) << 23);
}

/** Half the exponent of a sum of squares: the exponent of the norm, give or take one. 0 for a sum of 0. */
// @ts-ignore: decorator
@inline
export function halfExponent(sumOfSquares: f32): i32 {
  const exponent = <i32>((reinterpret<u32>(sumOfSquares) >> 23) & 0xff) - 127;
  return select<i32>(0, exponent >> 1, sumOfSquares == 0);
}
