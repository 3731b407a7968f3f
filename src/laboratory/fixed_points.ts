/** The fixed points of one network, found from its own trajectory, and both in the plane in which that trajectory moves most. */
import {
  type PrincipalComponents,
  principalComponents,
  projected,
} from '../analysis/principal_components.ts';
import { type FixedPoint, fixedPointSteps } from '../networks/fixed_points.ts';
import { drawNetwork } from '../networks/network.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import type { Eigenvalue } from '../networks/spectrum.ts';
import { breather, oneTurn } from '../networks/turn.ts';
import { entry, norm } from '../networks/vector.ts';
import type { Bench } from './job.ts';
import { newestStates } from './settling.ts';

/** A fixed point as a chart and a table have it. */
export interface ShownFixedPoint extends Omit<FixedPoint, 'state' | 'leading'> {
  /** Along the two principal components. */
  readonly at: readonly [x: number, y: number];
  /** Root mean square of its entries. */
  readonly size: number;
  /** Root mean square distance of an entry from the nearest state of the trajectory. */
  readonly away: number;
  readonly leading: Eigenvalue;
}

export interface NetworkFixedPoints {
  readonly points: readonly ShownFixedPoint[];
  readonly starts: number;
  readonly arrived: number;
  /** The newest states along the two principal components. */
  readonly trajectory: readonly (readonly [x: number, y: number])[];
  /** The part of the variance that each holds. */
  readonly explained: readonly [number, number];
  /** Whether the components are those of the trajectory, or, where that spans no plane, of its newest states and the fixed points together. */
  readonly ofTrajectory: boolean;
}

/** Entries of the state, h and c together, of the largest network whose fixed points are looked for in seconds. */
export const mostEntries = 512;
/** States of the trajectory that are drawn. */
const shownStates = 400;
/** Newton sets out from as many of them, from as many means of two in succession, from the mean of all, and from zero. */
const fromStates = 24;
const fromMeans = 8;
/** Entries up to which it sets out from so many: beyond, from fewer, and from a quarter at least. */
const usualEntries = 128;
/** A trajectory that spreads less than this, in parts of its states, stands still. */
const spread = 1e-4;

/** Reports which share is done. @throws {RangeError} in a sentence where the state is too large @throws the signal's reason */
export async function* fixedPoints(
  { experiment, index }: DrawnNetwork,
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
): AsyncGenerator<number, NetworkFixedPoints, void> {
  const drawn = drawNetwork(experiment, index);
  const entries = drawn.initialState.length;
  if (entries > mostEntries)
    throw new RangeError(
      `fixed points are looked for among states of up to ${mostEntries} numbers, and this one has ${entries}`,
    );
  const states = await newestStates({ experiment, index }, { engine, signal }, shownStates);
  // Inputs have mean zero: what is left is the bias.
  const network = { ...drawn, drive: () => new Float64Array(drawn.bias.length) };
  let share = 0;
  let said = performance.now();
  const search = fixedPointSteps(network, startsFrom(states, entries), (done) => {
    share = done;
  });
  const breathe = breather(signal);
  for (;;) {
    const next = search.next();
    if (next.done) {
      const { points, ...counts } = next.value;
      return { ...counts, ...shown(points, states) };
    }
    await breathe();
    if (performance.now() - said < betweenReports) continue;
    said = performance.now();
    yield share;
    await oneTurn();
  }
}

/** Milliseconds between two reports. */
const betweenReports = 100;

function startsFrom(states: readonly Float64Array[], entries: number): Float64Array[] {
  const finite = states.filter((state) => state.every(Number.isFinite));
  const share = Math.min(1, Math.max(0.25, (usualEntries / entries) ** 2));
  const every = (most: number) => {
    const wanted = Math.round(share * most);
    const stride = Math.max(1, Math.floor(finite.length / wanted));
    return finite.filter((_, i) => i % stride === 0).slice(0, wanted);
  };
  const pairs = every(fromMeans).map((state) => {
    const next = finite[finite.indexOf(state) + 1] ?? state;
    return meanOf([state, next]);
  });
  const all = finite.length > 0 ? [meanOf(finite)] : [];
  return [new Float64Array(entries), ...all, ...every(fromStates), ...pairs];
}

function meanOf(states: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(states[0]?.length ?? 0);
  for (const state of states)
    state.forEach((value, i) => {
      mean[i] = entry(mean, i) + value / states.length;
    });
  return mean;
}

/** Of a trajectory that moves in two directions at least; undefined of one that stands still or goes to and fro. */
function componentsOf(states: readonly Float64Array[]): PrincipalComponents | undefined {
  const found = principalComponents(states);
  const scale = Math.max(...states.map(norm));
  const variance = states.reduce(
    (sum, state) => sum + norm(state.map((value, i) => value - entry(found.mean, i))) ** 2 / states.length,
    0,
  );
  return Math.sqrt(variance * found.explained[1]) > spread * scale ? found : undefined;
}

function shown(
  points: readonly FixedPoint[],
  states: readonly Float64Array[],
): Pick<NetworkFixedPoints, 'points' | 'trajectory' | 'explained' | 'ofTrajectory'> {
  const finite = states.filter((state) => state.every(Number.isFinite));
  const own = componentsOf(finite);
  // As many states as points, so that neither outweighs the other.
  const few = finite.slice(-Math.max(2, points.length));
  const all = own ?? principalComponents([...few, ...points.map(({ state }) => state)]);
  return {
    trajectory: finite.map((state) => projected(all, state)),
    explained: all.explained,
    ofTrajectory: own !== undefined,
    points: points.map(({ state, ...point }) => ({
      ...point,
      at: projected(all, state),
      size: rms(state),
      away: Math.min(...finite.map((other) => rms(state.map((value, i) => value - entry(other, i))))),
    })),
  };
}

function rms(state: Float64Array): number {
  return norm(state) / Math.sqrt(state.length);
}
