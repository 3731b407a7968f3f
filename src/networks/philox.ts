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
export function philox(counter: Counter, key: Key): Counter {
  const { philoxRounds, philoxMultiplierA, philoxMultiplierB, philoxKeyStepA, philoxKeyStepB } =
    philoxConstants;
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < philoxRounds; round++) {
    const high0 = multiplyHigh(philoxMultiplierA, c0);
    const high1 = multiplyHigh(philoxMultiplierB, c2);
    const low0 = Math.imul(philoxMultiplierA, c0);
    const low1 = Math.imul(philoxMultiplierB, c2);
    [c0, c1, c2, c3] = [high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0];
    k0 = (k0 + philoxKeyStepA) | 0;
    k1 = (k1 + philoxKeyStepB) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh] = [a & 0xffff, a >>> 16];
  const [bLow, bHigh] = [b & 0xffff, b >>> 16];
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + (middle2 >>> 16);
}
