// Powers of two, read and applied exactly by their bits, and the arithmetic that the two builds differ in.

/** a·b + c: rounded once where the build has relaxed SIMD and the processor fuses, twice elsewhere. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<real>(a, b, c);
  return v128.add<real>(v128.mul<real>(a, b), c);
}

/** a·b + c, rounded twice in both builds: for draws, so that both draw the same matrix. */
// @ts-ignore: decorator
@inline
export function multiplyThenAdd(a: v128, b: v128, c: v128): v128 {
  return v128.add<real>(v128.mul<real>(a, b), c);
}

/** 2^exponent, exact; exponents outside float32's normal range are clamped to its ends. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(exponent: v128): v128 {
  const clamped = i32x4.min_s(i32x4.max_s(exponent, i32x4.splat(-126)), i32x4.splat(127));
  return i32x4.shl(i32x4.add(clamped, i32x4.splat(127)), 23);
}

/** Half the exponent of a sum of squares: the exponent of the norm, give or take one. 0 for a sum of 0. */
// @ts-ignore: decorator
@inline
export function halfExponent(sumOfSquares: v128): v128 {
  const exponent = i32x4.sub(v128.and(i32x4.shr_u(sumOfSquares, 23), i32x4.splat(0xff)), i32x4.splat(127));
  return v128.andnot(i32x4.shr_s(exponent, 1), v128.eq<real>(sumOfSquares, v128.splat<real>(0)));
}
