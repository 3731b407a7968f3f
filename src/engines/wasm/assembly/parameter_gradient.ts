// ∂L/∂W_hh: the sum over steps 1 … T of the outer products ∂L/∂p_t ⊗ h_{t−1}, src/networks/weight_gradient.ts. The way
// back leaves each step's ∂L/∂p where the step's factors were, so that a segment's products are one product of matrices,
// bound by arithmetic. The sum carries a power of two of its own; what is far below it adds nothing, as rounding has it.
import { blocks, NORM_EXPONENT, NORM_SUM } from './generated/facts';
import { largestOf } from './lanes';
import {
  at, cotangent, cotangentBytes, factorBytes, factors, hiddens, parameterGradient, parameterNorm, productBytes, state,
  termExponents, vectorBytes
} from './layout';
import { addOuterProducts } from './matrix';
import { powerOfTwo } from './numbers';
import { scaleVectors, sumOfSquares } from './vectors';

/** Below every exponent: a zero has no scale. */
const NOTHING: i32 = -0x40000000;
/** Steps whose vectors are read again and again while they stay in the nearest cache. */
const STEPS_AT_ONCE: i32 = 32;

/** Power of two of the sum. */
let exponent: v128 = i32x4.splat(NOTHING);

export function startParameterGradient(): void {
  memory.fill(parameterGradient, 0, productBytes * blocks);
  exponent = i32x4.splat(NOTHING);
}

/** Keeps h, which stands in `state` with a power of two, before a step of the segment. */
export function keepHidden(row: i32, stateExponent: v128): void {
  const taken = keepNormalised(state, vectorBytes, hiddens + vectorBytes * row);
  v128.store(termExponents + 16 * row, unlessNothing(i32x4.add(stateExponent, taken), taken, taken));
}

/** Keeps ∂L/∂p of that step likewise: what the step adds is complete. */
export function keepCotangent(row: i32, gradientExponent: v128): void {
  const taken = keepNormalised(cotangent, cotangentBytes, factors + factorBytes * row);
  const place = termExponents + 16 * row;
  const ofHidden = v128.load(place);
  const sum = i32x4.add(i32x4.add(gradientExponent, taken), ofHidden);
  v128.store(place, unlessNothing(sum, taken, ofHidden));
}

/** Adds what the first `rows` steps of a segment have kept. */
export function addTerms(rows: i32): void {
  const before = exponent;
  for (let row = 0; row < rows; row++) exponent = i32x4.max_s(exponent, v128.load(termExponents + 16 * row));
  if (v128.any_true(i32x4.lt_s(before, exponent))) {
    scaleVectors(parameterGradient, productBytes * blocks, fraction(i32x4.sub(before, exponent)));
  }
  for (let row = 0; row < rows; row++) {
    const own = v128.load(termExponents + 16 * row);
    if (!v128.any_true(i32x4.lt_s(own, exponent))) continue;
    scaleVectors(hiddens + vectorBytes * row, vectorBytes, fraction(i32x4.sub(own, exponent)));
  }
  for (let row = 0; row < rows; row += STEPS_AT_ONCE) {
    const count = min(rows - row, STEPS_AT_ONCE);
    for (let block = 0; block < blocks; block++) {
      const cotangents = at(factors + factorBytes * row, block);
      const sum = parameterGradient + productBytes * block;
      addOuterProducts(cotangents, factorBytes, hiddens + vectorBytes * row, count, sum);
    }
  }
}

/** Keeps the norm of the sum. */
export function storeParameterNorm(): void {
  const squares = sumOfSquares(parameterGradient, productBytes * blocks, f32x4.splat(1));
  v128.store(parameterNorm, squares, 16 * NORM_SUM);
  v128.store(parameterNorm, exponent, 16 * NORM_EXPONENT);
}

/**
 * Copies vectors with each network's largest entry brought into [1, 2), so that a product of two of them is in range. Returns
 * the powers of two that this takes out of them.
 */
function keepNormalised(from: usize, bytes: usize, to: usize): v128 {
  // Of what is not negative the bits are in order too, NaN above all.
  const magnitude = i32x4.splat(0x7fffffff);
  let largest = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    largest = i32x4.max_u(largest, v128.and(magnitude, v128.load(from + i)));
  }
  const bits = largestOf(largest);
  const taken = i32x4.sub(i32x4.max_s(i32x4.shr_u(bits, 23), i32x4.splat(1)), i32x4.splat(127));
  const scale = powerOfTwo(i32x4.neg(taken));
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f32x4.mul(scale, v128.load(from + i)));
  return v128.bitselect(i32x4.splat(NOTHING), taken, i32x4.eq(bits, i32x4.splat(0)));
}

/** A sum of exponents, where none of two is that of nothing. */
function unlessNothing(sum: v128, first: v128, second: v128): v128 {
  const nothing = i32x4.splat(NOTHING);
  return v128.bitselect(nothing, sum, v128.or(i32x4.eq(first, nothing), i32x4.eq(second, nothing)));
}

/** 2^power for a power up to 0; 0 where no float32 beside 1 would notice it. */
function fraction(power: v128): v128 {
  return v128.and(powerOfTwo(power), i32x4.ge_s(power, i32x4.splat(-126)));
}
