/**
 * Philox4x32-10, a counter-based random number generator (Salmon, Moraes, Dror & Shaw 2011): any engine
 * draws any entry of any matrix on its own, bit for bit the same integers.
 */

/** Four 32-bit words of counter: network, row, column / 4, purpose. */
export type Counter = readonly [number, number, number, number];
/** Two 32-bit words of key: the seed, and zero. */
export type Key = readonly [number, number];

/** Rounds, multipliers, and what a round adds to the key: the golden ratio and √3 − 1 in 32 bits. */
export const philoxConstants = {
  philoxRounds: 10,
  philoxMultiplierA: 0xd2511f53,
  philoxMultiplierB: 0xcd9e8d57,
  philoxKeyStepA: 0x9e3779b9,
  philoxKeyStepB: 0xbb67ae85,
} as const;

/** Four unsigned 32-bit words for a counter and a key. */
export function philox([c0, c1, c2, c3]: Counter, [k0, k1]: Key): Counter {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = philoxInto(new Uint32Array(4), c0, c1, c2, c3, k0, k1);
  return [w0, w1, w2, w3];
}

/** The same to words that are there, for those who draw many. */
export function philoxInto(
  words: Uint32Array,
  ...[c0, c1, c2, c3, k0, k1]: readonly [...Counter, ...Key]
): Uint32Array {
  const { philoxRounds, philoxMultiplierA, philoxMultiplierB, philoxKeyStepA, philoxKeyStepB } =
    philoxConstants;
  let [x, y, z, w] = [c0, c1, c2, c3];
  let [a, b] = [k0, k1];
  for (let round = 0; round < philoxRounds; round++) {
    const high0 = multiplyHigh(philoxMultiplierA, x);
    const high1 = multiplyHigh(philoxMultiplierB, z);
    const low0 = Math.imul(philoxMultiplierA, x);
    const low1 = Math.imul(philoxMultiplierB, z);
    x = high1 ^ y ^ a;
    y = low1;
    z = high0 ^ w ^ b;
    w = low0;
    a = (a + philoxKeyStepA) | 0;
    b = (b + philoxKeyStepB) | 0;
  }
  words[0] = x;
  words[1] = y;
  words[2] = z;
  words[3] = w;
  return words;
}

/**
 * The upper 32 bits of the 64-bit product of two unsigned 32-bit words. The product in float64 is off by at most 2¹⁰; without its
 * lower 32 bits, which are had exactly, it is that far from a multiple of 2³², and so the nearest one is right.
 */
function multiplyHigh(a: number, b: number): number {
  const unsigned = b >>> 0;
  const low = Math.imul(a, unsigned) >>> 0;
  return ((a * unsigned - low) * 2 ** -32 + 0.5) >>> 0;
}
