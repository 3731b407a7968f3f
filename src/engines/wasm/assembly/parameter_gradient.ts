// ∂L/∂W_hh: the sum over steps 1 … T of the outer products ∂L/∂p_t ⊗ h_{t−1}, src/networks/weight_gradient.ts. The way
// back leaves each step's ∂L/∂p where the step's factors were, so that a segment's products are one product of matrices,
// bound by arithmetic. The sum carries a power of two of its own; what is far below it adds nothing, as rounding has it.
import { blocks, NORM_EXPONENT, NORM_SUM } from './generated/facts';
import {
  at, cotangent, cotangentBytes, factorBytes, factors, hiddens, matrixBytes, parameterGradient, parameterNorm, state,
  termExponents, vectorBytes, weightBytes
} from './layout';
import { addOuterProducts } from './matrix';
import { laneSum, multiplyAdd, powerOfTwo } from './numbers';
import { scaleVectors } from './vectors';

/** Below every exponent: a zero has no scale. */
const NOTHING: i32 = -0x40000000;
/** Steps whose vectors are read again and again while they stay in the nearest cache. */
const STEPS_AT_ONCE: i32 = 32;

/** Power of two of the sum. */
let exponent: i32 = NOTHING;

export function startParameterGradient(): void {
  memory.fill(parameterGradient, 0, weightBytes);
  exponent = NOTHING;
}

/** Keeps h, which stands in `state` with a power of two, before a step of the segment. */
export function keepHidden(row: i32, stateExponent: i32): void {
  const taken = keepNormalised(state, vectorBytes, hiddens + vectorBytes * row);
  store<i32>(termExponents + 4 * row, taken == NOTHING ? NOTHING : stateExponent + taken);
}

/** Keeps ∂L/∂p of that step likewise: what the step adds is complete. */
export function keepCotangent(row: i32, gradientExponent: i32): void {
  const taken = keepNormalised(cotangent, cotangentBytes, factors + factorBytes * row);
  const place = termExponents + 4 * row;
  const ofHidden = load<i32>(place);
  store<i32>(place, taken == NOTHING || ofHidden == NOTHING ? NOTHING : gradientExponent + taken + ofHidden);
}

/** Adds what the first `rows` steps of a segment have kept. */
export function addTerms(rows: i32): void {
  const before = exponent;
  for (let row = 0; row < rows; row++) exponent = max(exponent, load<i32>(termExponents + 4 * row));
  if (exponent == NOTHING) return;
  if (before < exponent) scaleVectors(parameterGradient, weightBytes, fraction(before - exponent));
  for (let row = 0; row < rows; row++) {
    const own = load<i32>(termExponents + 4 * row);
    if (own < exponent) scaleVectors(hiddens + vectorBytes * row, vectorBytes, fraction(own - exponent));
  }
  for (let row = 0; row < rows; row += STEPS_AT_ONCE) {
    const count = min(rows - row, STEPS_AT_ONCE);
    for (let block = 0; block < blocks; block++) {
      const cotangents = at(factors + factorBytes * row, block);
      const sum = parameterGradient + matrixBytes * block;
      addOuterProducts(cotangents, factorBytes, hiddens + vectorBytes * row, count, sum);
    }
  }
}

/** Keeps the norm of the sum. */
export function storeParameterNorm(): void {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < weightBytes; i += 16) {
    const entries = v128.load(parameterGradient + i);
    squares = multiplyAdd(entries, entries, squares);
  }
  store<f32>(parameterNorm, laneSum(squares), 4 * NORM_SUM);
  store<i32>(parameterNorm, exponent, 4 * NORM_EXPONENT);
}

/**
 * Copies vectors with their largest entry brought into [1, 2), so that a product of two of them is in range. Returns the
 * power of two that this takes out of them.
 */
function keepNormalised(from: usize, bytes: usize, to: usize): i32 {
  // Of what is not negative the bits are in order too, NaN above all.
  const magnitude = i32x4.splat(0x7fffffff);
  let largest = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    largest = i32x4.max_u(largest, v128.and(magnitude, v128.load(from + i)));
  }
  const pairs = i32x4.max_u(largest, v128.shuffle<i32>(largest, largest, 2, 3, 0, 1));
  const bits = max(i32x4.extract_lane(pairs, 0), i32x4.extract_lane(pairs, 1));
  const taken = max(bits >> 23, 1) - 127;
  const scale = f32x4.splat(powerOfTwo(-taken));
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f32x4.mul(scale, v128.load(from + i)));
  return bits == 0 ? NOTHING : taken;
}

/** 2^power for a power up to 0; 0 where no float32 beside 1 would notice it. */
function fraction(power: i32): f32 {
  return power < -126 ? 0 : powerOfTwo(power);
}
