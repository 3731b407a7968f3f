/**
 * States that a step leads back to themselves, found by Newton's method on step(s) − s, and what their surroundings do, told by
 * the eigenvalues of the step's Jacobian. What enters is constant: the bias, and the mean of the inputs.
 */
import { type Step, stepForward } from './forward.ts';
import { stepJacobian } from './jacobian.ts';
import { solutionSteps } from './linear_system.ts';
import type { Network } from './network.ts';
import { allTimesPowerOfTwo } from './scaled_vector.ts';
import type { Steps } from './spectra/steps.ts';
import { type Eigenvalue, eigenvalueSteps } from './spectrum.ts';
import { entry, norm } from './vector.ts';

/**
 * What a small disturbance does near a fixed point: it dies out in all directions; in some of them; in none; or there is an
 * eigenvalue so near the unit circle that the Jacobian does not decide.
 */
export type Stability = 'stable' | 'saddle' | 'unstable' | 'marginal';

export interface FixedPoint {
  /** [parts·N] */
  readonly state: Float64Array;
  /** ‖step(s) − s‖ in parts of ‖s‖, or of 1 where that is less. */
  readonly residual: number;
  readonly stability: Stability;
  /** Directions that grow: eigenvalues of the Jacobian outside the unit circle. */
  readonly growing: number;
  /** The largest of them. */
  readonly leading: Eigenvalue;
  /** Whether it was found as the mirror image of another: −s, of an odd map. */
  readonly mirrored: boolean;
}

export interface FoundFixedPoints {
  readonly points: readonly FixedPoint[];
  /** From how many starts Newton set out, and from how many it arrived. */
  readonly starts: number;
  readonly arrived: number;
}

const mostIterations = 30;
/** A step is halved until it leads nearer, at most as often. */
const mostHalvings = 6;
/** Half steps after which Newton sets out again. */
const halfSteps = 100;
/** A residual with which a point counts, and one that Newton need not better. */
const small = 1e-10;
const smallest = 1e-14;
/** Two points that are nearer, in root mean square of an entry, are one. */
const apart = 1e-6;
/** Moduli nearer to 1 say neither. */
const marginal = 1e-7;

/** step(s), as plain numbers. */
export function stepFrom(network: Network, state: Float64Array): Float64Array {
  return plain(taken(network, state));
}

function taken(network: Network, state: Float64Array): Step {
  return stepForward(network, { values: state, exponent: 0 }, 0);
}

function plain({ state: { values, exponent } }: Step): Float64Array {
  return allTimesPowerOfTwo(values, exponent);
}

/** ∂step(s)/∂s, row-major [size × size] with size = parts·N. */
function jacobian(network: Network, state: Float64Array): Float64Array {
  const { preActivation } = taken(network, state);
  return stepJacobian(network, { from: { values: state, exponent: 0 }, preActivation });
}

/** All fixed points to which Newton comes from some starts, each once, the quietest first. A step takes some milliseconds at most. */
export function* fixedPointSteps(
  network: Network,
  starts: readonly Float64Array[],
  progress: (share: number) => void = () => undefined,
): Steps<FoundFixedPoints> {
  const found: { readonly state: Float64Array; readonly mirrored: boolean }[] = [];
  const isNew = (state: Float64Array) =>
    found.every((other) => distance(state, other.state) > apart * Math.sqrt(state.length));
  let arrived = 0;
  for (const [i, start] of starts.entries()) {
    const state =
      (yield* newtonSteps(network, start)) ??
      (yield* newtonSteps(network, yield* relaxedSteps(network, start)));
    progress((0.7 * (i + 1)) / starts.length);
    if (!state) continue;
    arrived += 1;
    if (!isNew(state)) continue;
    found.push({ state, mirrored: false });
    const mirror = state.map((value) => -value);
    if (isNew(mirror) && residualOf(network, mirror) <= small) found.push({ state: mirror, mirrored: true });
  }
  const points: FixedPoint[] = [];
  for (const [i, { state, mirrored }] of found.entries()) {
    const { values } = yield* eigenvalueSteps(jacobian(network, state), state.length);
    points.push({ state, mirrored, residual: residualOf(network, state), ...stabilityOf(values) });
    progress(0.7 + (0.3 * (i + 1)) / found.length);
  }
  return {
    points: points.toSorted((a, b) => a.growing - b.growing || modulus(a.leading) - modulus(b.leading)),
    starts: starts.length,
    arrived,
  };
}

/** Newton's method with steps that are shortened until they lead nearer; undefined where it comes to nothing. */
function* newtonSteps(network: Network, start: Float64Array): Steps<Float64Array | undefined> {
  let state = start.slice();
  let residual = difference(network, state);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const before = norm(residual);
    if (!Number.isFinite(before)) return undefined;
    if (before <= smallest * scaleOf(state)) break;
    const slope = jacobian(network, state);
    for (let i = 0; i < state.length; i++)
      slope[i * (state.length + 1)] = entry(slope, i * (state.length + 1)) - 1;
    yield;
    const step = yield* solutionSteps(slope, residual);
    if (!step) break;
    let nearer = false;
    for (let halving = 0, part = 1; halving <= mostHalvings && !nearer; halving++, part /= 2) {
      const next = state.map((value, i) => value - part * entry(step, i));
      const left = difference(network, next);
      if (!(norm(left) < (1 - part / 4) * before)) continue;
      [state, residual, nearer] = [next, left, true];
    }
    yield;
    if (!nearer) break;
  }
  return norm(residual) <= small * scaleOf(state) ? state : undefined;
}

/**
 * Where half steps lead, s ← (s + step(s))/2: a cycle of two cancels itself, and Newton, which the slopes around a trajectory may
 * hold fast, sets out from somewhere quieter.
 */
function* relaxedSteps(network: Network, start: Float64Array): Steps<Float64Array> {
  let state = start;
  for (let step = 0; step < halfSteps; step++) {
    state = stepFrom(network, state).map((value, i) => (value + entry(state, i)) / 2);
    yield;
  }
  return state;
}

/** step(s) − s */
function difference(network: Network, state: Float64Array): Float64Array {
  return stepFrom(network, state).map((value, i) => value - entry(state, i));
}

function residualOf(network: Network, state: Float64Array): number {
  return norm(difference(network, state)) / scaleOf(state);
}

function scaleOf(state: Float64Array): number {
  return Math.max(1, norm(state));
}

function stabilityOf(values: readonly Eigenvalue[]): Pick<FixedPoint, 'stability' | 'growing' | 'leading'> {
  const leading = values.reduce((most, value) => (modulus(value) > modulus(most) ? value : most));
  const growing = values.filter((value) => modulus(value) > 1 + marginal).length;
  const neutral = values.some((value) => Math.abs(modulus(value) - 1) <= marginal);
  const decided = growing === 0 ? 'stable' : growing === values.length ? 'unstable' : 'saddle';
  return { stability: neutral && growing === 0 ? 'marginal' : decided, growing, leading };
}

function modulus({ real, imaginary }: Eigenvalue): number {
  return Math.hypot(real, imaginary);
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((value, i) => value - entry(b, i)));
}
