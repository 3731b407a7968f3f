/** The powers of two that kernels know: their exponents have 32 bits. */
import type { ExponentRange } from '../../networks/scaled_vector.ts';

/** No state of a sequence that fits in memory comes near these. */
const endless = 2 ** 30;

export function kernelExponents([least, most]: ExponentRange): ExponentRange {
  return [Math.max(least, -endless), Math.min(most, endless)];
}
