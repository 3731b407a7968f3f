/** What an activation is: each is a file of its own beside this one. */
import type { ExponentRange } from '../scaled_vector.ts';
import type { Wide } from '../wide.ts';

export interface Activation {
  /** φ(z) */
  readonly value: (z: number) => number;
  /** φ′(z), exact in the tails: never computed as 1 − φ², which is 0.08 % off at |z| = 6. */
  readonly derivative: (z: number) => number;
  /** The same in float64 arithmetic alone, 0 where it does not fit: for what must be fast. */
  readonly plainSlope: (z: number) => number;
  /** The same where it no longer fits a float64. */
  readonly slope: (z: number) => Wide;
  /** φ″(z), 0 at a kink: there φ′ jumps, and no number says by how much a step. */
  readonly curvature: (z: number) => number;
  /** Below it φ(z) is φ(0) + φ′(0)·z to the last digit of a float64. */
  readonly linearBelow: number;
  /** Whether φ(c·z) = c·φ(z) for every c > 0, so that a common scale of the state passes through. */
  readonly homogeneous: boolean;
  /**
   * The powers of two that the state may carry: negative ones where a vanishing state would underflow,
   * positive ones where φ is unbounded.
   */
  readonly exponents: ExponentRange;
  /** φ′(0), at a kink that from above. */
  readonly slopeAtRest: number;
  /** max φ′ over all z. */
  readonly greatestSlope: number;
}
