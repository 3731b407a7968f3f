/**
 * What the dynamics of a network settle into, told from how fast a disturbance grows, from how far its newest states are from
 * those some steps before, and, where inputs drive it, from a second start under the same inputs.
 */
import { bounds, type Experiment, isGated } from '../experiment/experiment.ts';

/** What networks settle into, as their fractions are stacked, from the quietest on. */
export const settlingKinds = [
  'zero',
  'fixed',
  'two',
  'cycle',
  'quasi',
  'echo',
  'start',
  'undecided',
  'chaos',
  'unbounded',
] as const;
export type SettlingKind = (typeof settlingKinds)[number];

/** What there is without a changing input, and what under one. */
export const autonomousKinds = settlingKinds.filter((kind) => kind !== 'echo' && kind !== 'start');
export const drivenKinds = settlingKinds.slice(settlingKinds.indexOf('echo'));

/** Steps of the warm-up, and of the run after it, for networks that are not large. */
const usualSteps = 10_000;
const fewestSteps = 1000;
/** Up to as many units, in all matrices together, a run is that long; beyond, a network may take as long as these. */
const usualUnits = 128;

/** An experiment as its long run is measured: the same networks and inputs, from the same start, longer where it is short. */
export function settlingExperiment(experiment: Experiment): Experiment {
  const { cell, ensemble, hiddenSize } = experiment;
  // Units that do not hear one another have gradients many decades apart: float64 follows them, a hundred times as slow.
  const share = ensemble === 'identity' ? 0 : usualUnits ** 2 / ((isGated(cell) ? 4 : 1) * hiddenSize ** 2);
  const steps = Math.round(usualSteps * Math.min(1, Math.max(share, fewestSteps / usualSteps)));
  return {
    ...experiment,
    warmUp: Math.max(steps, experiment.warmUp),
    steps: Math.max(steps, experiment.steps),
    ...{ loss: 'random', times: 'linear' },
  };
}

/** Whether inputs that change drive networks of an experiment. A bias does not change. */
export function isDriven({ inputScale }: Pick<Experiment, 'inputScale'>): boolean {
  return bounds(inputScale)[1] > 0;
}

/** Periods that are looked for. */
export const longestPeriod = 64;

/** λ along a trajectory, in nats a step. */
export interface Growth {
  readonly rate: number;
  /** Its standard error, from the spread of its blocks. */
  readonly error: number;
  /** The same of the last steps alone: of a network that settled late it is another. */
  readonly late: number;
}

/** What is known of a network's long run. */
export interface LongRun extends Growth {
  /** |λ| below this is not told from zero. */
  readonly resolution: number;
  /** max ‖h_t − h_{t−p}‖ over the last steps, in parts of their mean norm, for p = 1, 2, … */
  readonly returns: ArrayLike<number>;
  /** Root mean square of the entries of the last state. */
  readonly size: number;
  /** log10 ‖h_T‖/‖h_0‖ */
  readonly grown: number;
  /** ‖h_T − h′_T‖/‖h_T‖ of the second start; undefined where nothing drives the network. */
  readonly apart?: number;
}

/** What it settled into; a period where it is one that was looked for. */
export interface Settled {
  readonly kind: SettlingKind;
  readonly period?: number;
}

/** Blocks of a trajectory, whose rates are nearly independent; the last ones tell what it has come to. */
const blocks = 16;
const lateBlocks = 3;
/** Of the way to a cycle, in parts of the state, what may be left. */
const leftOfTheWay = 1e-3;
/** Two starts have met where they are nearer than this, in parts of the state. float32 keeps them 10⁻⁶ apart. */
const met = 1e-3;
/** A state whose entries are smaller than this and shrink is on its way to zero. */
const vanished = 1e-3;
/** A state that is larger than this, and by this factor (decades) larger than it was, has no bounds. */
const large = 10;
const growing = Math.log10(1.5);
/** Standard errors that λ of chaos is above zero, and that λ of what comes back is below it. */
const errors = { chaos: 2, cycle: 4 };
/** Of a trajectory that comes back, λ below this is believed: its errors are small. */
const slowest = 1e-4;
/** λ of a quasi-periodic orbit is zero within this part of the resolution, and its error is not larger. */
const zeroWithin = 0.2;
/** A trajectory that comes back nearer than this, in parts of the state, is hardly quasi-periodic: one in a hundred is. */
const near = 1e-4;
/** A random direction turns into the leading one within e¹⁰; over T steps that is no more than this a step. */
const turning = 10;
const finest = 1e-3;

/** |λ| that T steps tell from zero. */
export function resolutionOf(steps: number): number {
  return Math.max(finest, turning / steps);
}

/**
 * λ from log10 ‖∂L/∂h_t‖ at ascending times. The last block is left out: there the cotangent, which says nothing of the
 * network, still turns into the direction that grows fastest.
 */
export function growthOf(log10Norms: ArrayLike<number>, times: readonly number[]): Growth {
  const at = (block: number) => Math.round((block * (times.length - 1)) / blocks);
  const rates: number[] = [];
  for (let block = 0; block + 1 < blocks; block++) {
    const [from, to] = [at(block), at(block + 1)];
    const decades = (log10Norms[from] ?? Number.NaN) - (log10Norms[to] ?? Number.NaN);
    const steps = (times[to] ?? Number.NaN) - (times[from] ?? Number.NaN);
    // An exact zero, from which every earlier one follows: nothing is left to grow.
    if (log10Norms[from] === -Infinity) return { rate: -Infinity, error: 0, late: -Infinity };
    rates.push((Math.LN10 * decades) / steps);
  }
  const rate = mean(rates);
  const variance = rates.reduce((sum, one) => sum + (one - rate) ** 2, 0) / (rates.length - 1);
  return { rate, error: Math.sqrt(variance / rates.length), late: mean(rates.slice(-lateBlocks)) };
}

/**
 * How far the second half of some successive states is from those p steps before, for every p up to half their number:
 * the largest distance, in parts of their root mean square norm.
 */
export function returnsOf(states: readonly Float64Array[]): Float64Array {
  const half = Math.floor(states.length / 2);
  const newest = states.slice(-half);
  const scale = Math.sqrt(mean(newest.map((state) => distance(state) ** 2)));
  return Float64Array.from({ length: half }, (_, i) => {
    const period = i + 1;
    const largest = newest.reduce((most, state, row) => {
      const before = states[states.length - half + row - period];
      return Math.max(most, distance(state, before));
    }, 0);
    // States that have left every range come back to nothing.
    if (!Number.isFinite(scale)) return Infinity;
    return scale === 0 ? 0 : largest / scale;
  });
}

/** ‖a − b‖, or ‖a‖. */
export function distance(a: Float64Array, b?: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? Number.NaN) - (b?.[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/**
 * Without a changing input a negative λ leaves nothing but fixed points and cycles, a positive one in bounds is chaos. Where λ is
 * zero, and a trajectory does not come back, it is quasi-periodic. What lies between is not decided: near a bifurcation everything
 * is slow. With one, λ tells of nearby states only; whether all forget their start the second one tells.
 */
export function settled(run: LongRun): Settled {
  const { rate, error, resolution, size, grown, apart } = run;
  if (size > large && grown > growing) return { kind: 'unbounded' };
  if (rate > resolution && rate > errors.chaos * error && !isCaught(run)) return { kind: 'chaos' };
  if (apart === undefined) return settledAlone(run);
  if (rate >= -resolution) return { kind: 'undecided' };
  return { kind: apart <= met ? 'echo' : 'start' };
}

/** Of a network that nothing drives, and that is not chaotic. */
function settledAlone(run: LongRun): Settled {
  const { rate, error, resolution, returns, size } = run;
  const falling = fallingRate(run);
  if (falling !== undefined && size < vanished) return { kind: 'zero' };
  const period = falling === undefined ? undefined : periodOf(returns, falling);
  if (period !== undefined) {
    if (period === 1) return { kind: 'fixed', period };
    return { kind: period === 2 ? 'two' : 'cycle', period };
  }
  // So long a cycle that it was not seen.
  if (rate < -resolution) return { kind: 'cycle' };
  const isZero = Math.max(Math.abs(rate), error) < zeroWithin * resolution;
  return { kind: isZero && Math.min(...Array.from(returns)) > near ? 'quasi' : 'undecided' };
}

/** Whether a trajectory that was chaotic for most of its time has been caught by a cycle in the end. */
function isCaught(run: LongRun): boolean {
  const falling = run.apart === undefined ? fallingRate(run) : undefined;
  return falling !== undefined && periodOf(run.returns, falling) !== undefined;
}

/** λ, or that of the last steps, where it is surely below zero. */
function fallingRate({ rate, error, late, resolution }: LongRun): number | undefined {
  if (rate < -Math.max(slowest, errors.cycle * error)) return rate;
  return late < -resolution ? late : undefined;
}

/** The least period with which a trajectory comes back that is drawn in at a rate; undefined where there is none. */
function periodOf(returns: ArrayLike<number>, rate: number): number | undefined {
  for (let period = 1; period <= returns.length; period++) {
    // After p steps the distance to a cycle is e^pλ of what it was, so that of the way d/(1 − e^pλ) is left.
    const left = (returns[period - 1] ?? Infinity) / -Math.expm1(period * rate);
    if (left <= leftOfTheWay) return period;
  }
  return undefined;
}

/** How many networks of each kind there are in each of some equal parts of a range of gains. */
export interface SettlingCounts {
  /** The middle of each part. */
  readonly gains: readonly number[];
  /** Networks in each part. */
  readonly totals: readonly number[];
  readonly of: (kind: SettlingKind) => readonly number[];
}

/** Networks of a part at least, on average: fewer say little of a fraction. */
const fewestOfPart = 24;
const mostParts = 24;

/** Counts networks over a range of gains, in as many parts as their number allows. */
export function settlingCounts(
  networks: readonly { readonly gain: number; readonly kind: SettlingKind }[],
  [low, high]: readonly [low: number, high: number],
  wanted: number = networks.length,
): SettlingCounts {
  const parts = high > low ? Math.min(mostParts, Math.max(2, Math.floor(wanted / fewestOfPart))) : 1;
  const width = (high - low) / parts;
  const counted = (chosen: typeof networks) => {
    const counts = new Array<number>(parts).fill(0);
    for (const { gain } of chosen) {
      const part = Math.min(parts - 1, Math.max(0, Math.floor((gain - low) / (width || 1))));
      counts[part] = (counts[part] ?? 0) + 1;
    }
    return counts;
  };
  return {
    gains: Array.from({ length: parts }, (_, part) => low + (part + 0.5) * width),
    totals: counted(networks),
    of: (kind) => counted(networks.filter((network) => network.kind === kind)),
  };
}

/** What a fraction k/n is likely to be: Wilson's interval (1927), `z` standard errors wide on either side. */
export function binomialInterval(
  count: number,
  total: number,
  z: number = middle95,
): readonly [low: number, high: number] {
  if (total === 0) return [0, 1];
  const part = count / total;
  const spread = z ** 2 / total;
  const centre = (part + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((part * (1 - part)) / total + spread / (4 * total));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Standard errors on either side of the middle 95 %. */
const middle95 = 1.96;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
