// What a core can do at most, for whoever wants to know how far from that the other kernels are.
import { multiplyAdd } from './numbers';

/** Multiply-adds of four numbers that do not wait for one another: as many as registers hold beside two constants. */
export const chains: i32 = 12;

/**
 * One of them. Fused it is added up, as products are: the instruction's result stands where its sum stood, and any other
 * form costs a copy a time (measured: 38 GFLOP/s a core with it, as much as without fusing). What is not fused must not
 * multiply the same two numbers again, which a compiler would do once.
 */
// @ts-ignore: decorator
@inline
function turn(x: v128, factor: v128, term: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(factor, term, x);
  return f32x4.add(f32x4.mul(x, factor), term);
}

/** `rounds` multiply-adds in each of chains registers. Returns their sum, so that none is left out. */
export function multiplyAdds(rounds: i32): f32 {
  const factor = f32x4.splat(0.999);
  const term = f32x4.splat(0.001);
  let a = f32x4.splat(1), b = f32x4.splat(2), c = f32x4.splat(3), d = f32x4.splat(4);
  let e = f32x4.splat(5), f = f32x4.splat(6), g = f32x4.splat(7), h = f32x4.splat(8);
  let i = f32x4.splat(9), j = f32x4.splat(10), k = f32x4.splat(11), l = f32x4.splat(12);
  for (let round = 0; round < rounds; round++) {
    a = turn(a, factor, term);
    b = turn(b, factor, term);
    c = turn(c, factor, term);
    d = turn(d, factor, term);
    e = turn(e, factor, term);
    f = turn(f, factor, term);
    g = turn(g, factor, term);
    h = turn(h, factor, term);
    i = turn(i, factor, term);
    j = turn(j, factor, term);
    k = turn(k, factor, term);
    l = turn(l, factor, term);
  }
  const ab = f32x4.add(a, b), cd = f32x4.add(c, d), ef = f32x4.add(e, f), gh = f32x4.add(g, h);
  const ij = f32x4.add(i, j), kl = f32x4.add(k, l);
  const all = f32x4.add(f32x4.add(f32x4.add(ab, cd), f32x4.add(ef, gh)), f32x4.add(ij, kl));
  return f32x4.extract_lane(all, 0) + f32x4.extract_lane(all, 1) + f32x4.extract_lane(all, 2) + f32x4.extract_lane(all, 3);
}

/** What a multiply-add knows of a² beyond its float32: 0 where it rounds twice, whatever its build. */
export function lostOfSquare(a: f32): f32 {
  const x = f32x4.splat(a);
  return f32x4.extract_lane(multiplyAdd(x, x, f32x4.neg(f32x4.mul(x, x))), 0);
}

/** Copies so many bytes, by 64 at a time, like a product that reads one vector and writes another. */
export function copy(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  for (; from < end; from += 64, to += 64) {
    const a = v128.load(from, 0), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
    v128.store(to, a, 0);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}
