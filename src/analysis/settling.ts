/** What the dynamics of a network settle into, told by where its state returns to and by its largest Lyapunov exponent. */
import type { ScaledVector } from '../networks/scaled_vector.ts';
import { timesPowerOfTwo } from '../networks/scaled_vector.ts';
import { entry, norm } from '../networks/vector.ts';

/** Of networks that nothing drives, and of driven ones. */
export const settlings = {
  fixed: { label: 'fixed point', hint: 'The state stays where it is.' },
  'two-cycle': { label: '2-cycle', hint: 'The state comes back every other step.' },
  cycle: { label: 'longer cycle', hint: 'It comes back after 3 to 64 steps.' },
  undecided: {
    label: 'quasi-periodic or undecided',
    hint: 'It comes back to no state exactly, and no direction grows: quasi-periodic, or not settled yet.',
  },
  chaos: { label: 'chaos', hint: 'λ₁ > 0.001: neighbouring states part.' },
  echo: {
    label: 'echo state',
    hint: 'Two initial states under the same input have become one: it forgets them.',
  },
  several: {
    label: 'several answers',
    hint: 'Two initial states under the same input stay apart, though no direction grows.',
  },
} as const;

export type Settling = keyof typeof settlings;

/** What networks without and with input may settle into, in the order in which they are drawn. */
export const autonomousSettlings: readonly Settling[] = ['fixed', 'two-cycle', 'cycle', 'undecided', 'chaos'];
export const drivenSettlings: readonly Settling[] = ['echo', 'several', 'chaos'];

/** λ₁ above it is chaos, in nats per step: 0 within what some thousand steps tell. */
const chaosRate = 1e-3;
/** States this near one another, beside their size, are the same: float32 keeps seven digits, and a settling state is nearly there. */
const sameState = 1e-3;
/** A state of fewer decades than this below one entry of order 1 has come to rest at zero. */
const restingNorm = 1e-12;

/** Steps that a cycle may have at most. */
export const mostPeriod = 64;

export interface Settled {
  readonly settling: Settling;
  /** Steps after which the state comes back; 1 of a fixed point. */
  readonly period?: number;
}

/**
 * @param states the last states of a trajectory, at least `mostPeriod` + 1, the newest last
 * @param rate λ₁, in nats per step
 */
export function settledAlone(states: readonly ScaledVector[], rate: number): Settled {
  const last = plain(states.at(-1));
  const size = norm(last);
  if (size < restingNorm) return { settling: 'fixed', period: 1 };
  if (rate > chaosRate) return { settling: 'chaos' };
  for (let period = 1; period <= mostPeriod; period++) {
    if (distance(last, plain(states.at(-1 - period))) > sameState * size) continue;
    const settling = period === 1 ? 'fixed' : period === 2 ? 'two-cycle' : 'cycle';
    return { settling, period };
  }
  // What shrinks on its way to zero is near nothing that it was, and settles all the same.
  if (shrinks(states)) return { settling: 'fixed', period: 1 };
  return { settling: 'undecided' };
}

/**
 * @param state the last one, and `other` that from another initial state under the same input
 * @param rate λ₁, in nats per step
 */
export function settledDriven(state: ScaledVector, other: ScaledVector, rate: number): Settled {
  const [a, b] = [plain(state), plain(other)];
  if (distance(a, b) <= sameState * Math.max(norm(a), norm(b))) return { settling: 'echo' };
  return { settling: rate > chaosRate ? 'chaos' : 'several' };
}

/** Whether every one of the last states is smaller than that a whole stretch before. */
function shrinks(states: readonly ScaledVector[]): boolean {
  const sizes = states.map((state) => norm(plain(state)));
  const half = Math.floor(sizes.length / 2);
  return sizes.slice(half).every((size, i) => size < 0.9 * entry(sizes, i));
}

function plain(state: ScaledVector | undefined): Float64Array {
  if (!state) throw new RangeError('There are too few states to see a cycle');
  return state.values.map((value) => timesPowerOfTwo(value, state.exponent));
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((value, i) => value - entry(b, i)));
}

/** How many of some networks have a property, as a fraction with its binomial standard error (Agresti & Coull 1998). */
export function fraction(count: number, of: number): { readonly value: number; readonly error: number } {
  const [n, p] = [of + 4, (count + 2) / (of + 4)];
  return { value: count / of, error: Math.sqrt((p * (1 - p)) / n) };
}
