/**
 * Numbers of 106 bits as unevaluated sums of two float64 (Dekker 1971; Hida, Li & Bailey 2001), for what float64's own
 * rounding moves too far.
 */

/** hi + lo, |lo| at most half a last place of hi. */
export interface Double {
  readonly hi: number;
  readonly lo: number;
}

/** As many of them. */
export interface Doubles {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

/** The relative rounding of one operation, at most: 2⁻¹⁰⁴, and to spare. */
export const doubleEpsilon = 2 ** -102;

export const plain = (value: number): Double => ({ hi: value, lo: 0 });

export function negative({ hi, lo }: Double): Double {
  return { hi: -hi, lo: -lo };
}

export function sum(a: Double, b: Double): Double {
  const s = a.hi + b.hi;
  const t = s - a.hi;
  const low = a.lo + b.lo;
  const u = low - a.lo;
  const rest = a.hi - (s - t) + (b.hi - t) + low;
  return settled(s, rest + (a.lo - (low - u) + (b.lo - u)));
}

export function product(a: Double, b: Double): Double {
  const p = a.hi * b.hi;
  return settled(p, productError(a.hi, b.hi, p) + (a.hi * b.lo + a.lo * b.hi));
}

export function quotient(a: Double, b: Double): Double {
  const first = a.hi / b.hi;
  const rest = sum(a, negative(product(b, plain(first))));
  const second = rest.hi / b.hi;
  const last = sum(rest, negative(product(b, plain(second)))).hi / b.hi;
  return sum(settled(first, second), plain(last));
}

/** Of a number that is not negative. */
export function root(a: Double): Double {
  if (a.hi <= 0) return plain(0);
  const first = Math.sqrt(a.hi);
  const rest = sum(a, negative(product(plain(first), plain(first))));
  return settled(first, rest.hi / (2 * first));
}

export function doubleAt({ hi, lo }: Doubles, place: number): Double {
  return { hi: at(hi, place), lo: at(lo, place) };
}

export function setDouble({ hi, lo }: Doubles, place: number, value: Double): void {
  hi[place] = value.hi;
  lo[place] = value.lo;
}

/** A row, a column or a vector: `count` places from one on, `step` apart. */
export interface Line {
  readonly of: Doubles;
  readonly from: number;
  readonly step: number;
}

/** Σ x_i·y_i */
export function dot(x: Line, y: Line, count: number): Double {
  let high = 0;
  let low = 0;
  for (let i = 0; i < count; i++) {
    const [j, k] = [x.from + i * x.step, y.from + i * y.step];
    const [a, b] = [at(x.of.hi, j), at(y.of.hi, k)];
    const p = a * b;
    const s = high + p;
    const t = s - high;
    low += high - (s - t) + (p - t) + productError(a, b, p) + a * at(y.of.lo, k) + at(x.of.lo, j) * b;
    high = s;
  }
  return settled(high, low);
}

/** y_i ← y_i + f·x_i */
export function addMultiple(y: Line, x: Line, count: number, f: Double): void {
  for (let i = 0; i < count; i++) {
    const [j, k] = [x.from + i * x.step, y.from + i * y.step];
    const [a, b] = [at(x.of.hi, j), at(y.of.hi, k)];
    const p = f.hi * a;
    const s = b + p;
    const t = s - b;
    const low =
      b - (s - t) + (p - t) + productError(f.hi, a, p) + f.hi * at(x.of.lo, j) + f.lo * a + at(y.of.lo, k);
    const high = s + low;
    y.of.hi[k] = high;
    y.of.lo[k] = low - (high - s);
  }
}

/** hi + lo where |lo| is the smaller. */
function settled(hi: number, lo: number): Double {
  const high = hi + lo;
  return { hi: high, lo: lo - (high - hi) };
}

/** a·b less its float64 p, exactly, by halves of 26 bits. */
function productError(a: number, b: number, p: number): number {
  const x = 134217729 * a;
  const y = 134217729 * b;
  const [a1, b1] = [x - (x - a), y - (y - b)];
  const [a2, b2] = [a - a1, b - b1];
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
}

function at(vector: Float64Array, index: number): number {
  return vector[index] ?? 0;
}
