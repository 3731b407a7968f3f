// Kept norms as decades, log10 ‖v‖ = (½·log2 Σ v² + E)·log10 2, in float64, four lanes at a time: taken outside, logarithms would
// take longer than a small network.
import { abreast, NORM_EXPONENT, NORM_SUM, NORM_WORDS, times } from './generated/facts';
import { decades } from './layout';

/** With s = (m − 1)/(m + 1), log2 m = s·P(s²): P's coefficients, highest power first, good to 1e-16 for m in [√½, √2). */
const coefficients: usize = memory.data<f64>([
  0.15186263588304877, 0.16972882833987804, 0.19235933878519512, 0.22195308321368667, 0.2623081892525388,
  0.3205988979753252, 0.4121985831111324, 0.5770780163555853, 0.9617966939259756, 2.8853900817779268
], 16);
/** 1, ½, log10 2 and log10 0; as bits, √½ and what is below 1 of a number. */
const numbers: usize = memory.data<f64>([1, 0.5, 0.3010299956639812, -Infinity], 16);
const bits: usize = memory.data<u64>([0x3fe6a09e667f3bcd, 0x000fffffffffffff], 16);

/**
 * The decades of the first `count` of some kept norms to `decades`, [abreast × times]. Returns a bit for each network that has a
 * norm which is not a finite number.
 */
export function takeDecades(norms: usize, count: i32): i32 {
  const infinite = i32x4.splat(0x7f800000);
  const row = 8 * <usize>times;
  let wrong = i32x4.splat(0);
  for (let i = 0; i < count; i++) {
    const norm = norms + 16 * NORM_WORDS * i;
    const sums = v128.load(norm, 16 * NORM_SUM);
    const exponents = v128.load(norm, 16 * NORM_EXPONENT);
    wrong = v128.or(wrong, i32x4.eq(v128.and(sums, infinite), infinite));
    const to = decades + 8 * i;
    const first = twoDecades(sums, exponents);
    v128.store64_lane(to, first, 0);
    if (abreast == 1) continue;
    v128.store64_lane(to + row, first, 1);
    const second = twoDecades(
      v128.shuffle<i32>(sums, sums, 2, 3, 2, 3), v128.shuffle<i32>(exponents, exponents, 2, 3, 2, 3)
    );
    v128.store64_lane(to + 2 * row, second, 0);
    v128.store64_lane(to + 3 * row, second, 1);
  }
  return i32x4.bitmask(wrong);
}

/** A number of a table in both halves: see table.ts. */
// @ts-ignore: decorator
@inline
function fromTable(table: usize, place: usize): v128 {
  return v128.load64_splat(table + 8 * place);
}

/** Of the lower two lanes. */
// @ts-ignore: decorator
@inline
function twoDecades(sums: v128, exponents: v128): v128 {
  const one = fromTable(numbers, 0);
  const rootHalf = fromTable(bits, 0);
  const x = f64x2.promote_low_f32x4(sums);
  // x = m·2^e with m in [√½, √2).
  const offset = i64x2.sub(x, rootHalf);
  const upper = i32x4.shr_s(offset, 20);
  const e = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(upper, upper, 1, 3, 1, 3));
  const m = i64x2.add(v128.and(offset, fromTable(bits, 1)), rootHalf);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const square = f64x2.mul(s, s);
  let p = f64x2.add(f64x2.mul(fromTable(coefficients, 0), square), fromTable(coefficients, 1));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 2));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 3));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 4));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 5));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 6));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 7));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 8));
  p = f64x2.add(f64x2.mul(p, square), fromTable(coefficients, 9));
  const half = f64x2.mul(fromTable(numbers, 1), f64x2.add(e, f64x2.mul(s, p)));
  const found = f64x2.mul(f64x2.add(half, f64x2.convert_low_i32x4_s(exponents)), fromTable(numbers, 2));
  return v128.bitselect(fromTable(numbers, 3), found, f64x2.eq(x, f64x2.splat(0)));
}
