// Philox4x32-10 (Salmon et al. 2011), four counters at once, and normal numbers from its words by inversion. The
// oracle in src/networks/philox.ts and normal.ts draws the same integers, bit for bit.
import { logarithm } from './exponential';
import {
  PHILOX_KEY_STEP_A, PHILOX_KEY_STEP_B, PHILOX_MULTIPLIER_A, PHILOX_MULTIPLIER_B, PHILOX_ROUNDS
} from './generated/facts';
import { multiplyThenAdd } from './numbers';
import { fromTable } from './table';

/** Where {@link philox} leaves its words: word i of the four counters at 16·i. */
export const words: usize = memory.data(64, 16);

/** Upper halves of four 64-bit products. */
// @ts-ignore: decorator
@inline
function high(low: v128, upper: v128): v128 {
  return v128.shuffle<i32>(low, upper, 1, 3, 5, 7);
}

/** Lower halves of four 64-bit products. */
// @ts-ignore: decorator
@inline
function low(lower: v128, upper: v128): v128 {
  return v128.shuffle<i32>(lower, upper, 0, 2, 4, 6);
}

const multipliers: usize = memory.data<u32>([PHILOX_MULTIPLIER_A, PHILOX_MULTIPLIER_B], 16);

/** Four words for each of four counters (network, row, column / 4, purpose), the key being (seed, 0). */
export function philox(network: v128, row: v128, quad: v128, purpose: u32, seed: u32): void {
  const multiplier0 = fromTable(multipliers, 0);
  const multiplier1 = fromTable(multipliers, 1);
  let x = network;
  let y = row;
  let z = quad;
  let w = i32x4.splat(purpose);
  let key0 = seed;
  let key1: u32 = 0;
  for (let round: u32 = 0; round < PHILOX_ROUNDS; round++) {
    const lower0 = i64x2.extmul_low_i32x4_u(x, multiplier0);
    const upper0 = i64x2.extmul_high_i32x4_u(x, multiplier0);
    const lower1 = i64x2.extmul_low_i32x4_u(z, multiplier1);
    const upper1 = i64x2.extmul_high_i32x4_u(z, multiplier1);
    // What is known early meets first: it is the products that a round waits for.
    x = v128.xor(high(lower1, upper1), v128.xor(y, i32x4.splat(key0)));
    z = v128.xor(high(lower0, upper0), v128.xor(w, i32x4.splat(key1)));
    y = low(lower1, upper1);
    w = low(lower0, upper0);
    key0 += PHILOX_KEY_STEP_A;
    key1 += PHILOX_KEY_STEP_B;
  }
  v128.store(words, x, 0);
  v128.store(words, y, 16);
  v128.store(words, z, 32);
  v128.store(words, w, 48);
}

/** The words of columns 4·quad … 4·quad + 15 of a row, in that order, to `words`. */
export function sixteenWords(network: u32, row: u32, quad: u32, purpose: u32, seed: u32): void {
  philox(i32x4.splat(network), i32x4.splat(row), i32x4.add(i32x4.splat(quad), i32x4(0, 1, 2, 3)), purpose, seed);
  const x = v128.load(words, 0);
  const y = v128.load(words, 16);
  const z = v128.load(words, 32);
  const w = v128.load(words, 48);
  // From word by word to counter by counter.
  const xy = v128.shuffle<i32>(x, y, 0, 4, 1, 5);
  const xyUpper = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
  const zw = v128.shuffle<i32>(z, w, 0, 4, 1, 5);
  const zwUpper = v128.shuffle<i32>(z, w, 2, 6, 3, 7);
  v128.store(words, v128.shuffle<i32>(xy, zw, 0, 1, 4, 5), 0);
  v128.store(words, v128.shuffle<i32>(xy, zw, 2, 3, 6, 7), 16);
  v128.store(words, v128.shuffle<i32>(xyUpper, zwUpper, 0, 1, 4, 5), 32);
  v128.store(words, v128.shuffle<i32>(xyUpper, zwUpper, 2, 3, 6, 7), 48);
}

/** As many standard normal numbers, times `scale`, to `place`. */
export function drawSixteen(
  place: usize, network: u32, row: u32, quad: u32, purpose: u32, seed: u32, scale: f32
): void {
  sixteenWords(network, row, quad, purpose, seed);
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < 64; i += 16) {
    v128.store(place + i, f32x4.mul(factor, normalQuantile(v128.load(words + i))));
  }
}

/** The polynomial of erf⁻¹ near the middle, highest power first; then ½, 2⁻²⁴, 4, 1, 2.5, 5 and √2. */
const quantileTable: usize = memory.data<f32>([
  2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727,
  1.50140941, 0.5, 5.9604644775390625e-8, 4, 1, 2.5, 5, 1.41421356
], 16);
/** The largest k, the first beyond the middle, and the sign. */
const quantileBits: usize = memory.data<u32>([0xffffff, 0x800000, 0x80000000], 16);

/**
 * √2·erf⁻¹ by Giles' single-precision polynomial (2010), its argument read from the smaller tail q of the
 * probability: 2u − 1 in float32 would be 4e-3 off there.
 */
// @ts-ignore: decorator
@inline
export function normalQuantile(word: v128): v128 {
  const table = quantileTable;
  const one = fromTable(table, 12);
  const k = i32x4.shr_u(word, 8);
  const m = i32x4.min_s(k, i32x4.sub(fromTable(quantileBits, 0), k));
  const q = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(m), fromTable(table, 9)), fromTable(table, 10));
  const w = f32x4.neg(logarithm(f32x4.mul(f32x4.mul(fromTable(table, 11), q), f32x4.sub(one, q))));
  const v = f32x4.sub(w, fromTable(table, 13));
  let p = multiplyThenAdd(fromTable(table, 0), v, fromTable(table, 1));
  p = multiplyThenAdd(p, v, fromTable(table, 2));
  p = multiplyThenAdd(p, v, fromTable(table, 3));
  p = multiplyThenAdd(p, v, fromTable(table, 4));
  p = multiplyThenAdd(p, v, fromTable(table, 5));
  p = multiplyThenAdd(p, v, fromTable(table, 6));
  p = multiplyThenAdd(p, v, fromTable(table, 7));
  p = multiplyThenAdd(p, v, fromTable(table, 8));
  const far = f32x4.ge(w, fromTable(table, 14));
  if (v128.any_true(far)) p = v128.bitselect(tail(w), p, far);
  const magnitude = f32x4.mul(f32x4.mul(fromTable(table, 15), f32x4.sub(one, f32x4.add(q, q))), p);
  const negative = i32x4.lt_s(k, fromTable(quantileBits, 1));
  return v128.xor(magnitude, v128.and(negative, fromTable(quantileBits, 2)));
}

/** The polynomial for w ≥ 5: one number in 150. */
function tail(w: v128): v128 {
  const v = f32x4.sub(f32x4.sqrt(f32x4.max(w, f32x4.splat(0))), f32x4.splat(3));
  let p = multiplyThenAdd(f32x4.splat(-0.000200214257), v, f32x4.splat(0.000100950558));
  p = multiplyThenAdd(p, v, f32x4.splat(0.00134934322));
  p = multiplyThenAdd(p, v, f32x4.splat(-0.00367342844));
  p = multiplyThenAdd(p, v, f32x4.splat(0.00573950773));
  p = multiplyThenAdd(p, v, f32x4.splat(-0.0076224613));
  p = multiplyThenAdd(p, v, f32x4.splat(0.00943887047));
  p = multiplyThenAdd(p, v, f32x4.splat(1.00167406));
  return multiplyThenAdd(p, v, f32x4.splat(2.83297682));
}
