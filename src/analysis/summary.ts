/** What the page shows of a collection: made in the worker a few times a second, small enough to be posted. */

import type { View } from '../experiment/address.ts';
import { mapAxis } from '../experiment/experiment.ts';
import { boundDecades, linearFactor } from './bound.ts';
import type { Collection } from './collection.ts';
import { countPhases, type Phase, phaseOf } from './phase.ts';
import { type PhaseMap, phaseMap } from './phase_map.ts';
import type { PointChunk } from './point_cloud.ts';
import { runningQuantiles } from './running_quantiles.ts';
import { networksWithin, type ThroughTime, throughTime } from './through_time.ts';

/** A range of the x axis. */
export type AxisRange = readonly [minimum: number, maximum: number];

/** Running quantiles of log10‖∂L/∂state_0‖ over the x axis, in decades; −Infinity is an exact zero. */
export interface RunningLines {
  readonly x: Float64Array;
  readonly p10: Float64Array;
  readonly p50: Float64Array;
  readonly p90: Float64Array;
  /** Median of the bound on a step's factor, to the T, times ‖∂L/∂state_T‖; absent where there is none. */
  readonly bound?: Float64Array;
}

/** Norms through time over the networks of a range of the x axis. */
export interface TimeBands {
  readonly times: readonly number[];
  readonly gradient: ThroughTime;
  readonly state: ThroughTime;
  /** How many networks the range holds. */
  readonly networks: number;
}

export interface Summary {
  readonly phases: Record<Phase, number>;
  readonly lines: RunningLines;
  readonly time: TimeBands;
  readonly map?: PhaseMap;
}

/** Everything measured of one network, with its curves. */
export interface NetworkReading {
  readonly index: number;
  readonly gain: number;
  readonly inputScale: number;
  readonly biasScale: number;
  readonly spectralRadius: number;
  readonly spectralNorm: number;
  /** ρ of the step's Jacobian at rest; absent where it was not asked for. */
  readonly restRadius?: number;
  /** Nats per step; −Infinity for a dead network. */
  readonly growthRate: number;
  /** log10‖∂L/∂state_0‖ and log10‖∂L/∂state_T‖. */
  readonly log10GradientNorm: number;
  readonly log10FinalNorm: number;
  readonly phase: Phase;
  /** Largest t at which the gradient is exactly zero, or −1. */
  readonly deathStep: number;
  /** log10 norms at the collection's times; −Infinity for an exact zero. */
  readonly gradient: Float64Array;
  readonly state: Float64Array;
}

export function summarise(collection: Collection, x: View['x'], selection: AxisRange | undefined): Summary {
  const axis = mapAxis(collection.experiment);
  return {
    phases: countPhases(collection),
    lines: runningLines(collection, x),
    time: timeBands(collection, x, selection),
    ...(axis && { map: phaseMap(collection, axis) }),
  };
}

export function timeBands(collection: Collection, x: View['x'], selection: AxisRange | undefined): TimeBands {
  const places = abscissa(collection, x).subarray(0, collection.count);
  const selected = networksWithin(places, selection ?? [0, Infinity]);
  return {
    times: collection.times,
    gradient: throughTime(collection, selected, 'gradientNorm'),
    state: throughTime(collection, selected, 'stateNorm'),
    networks: selected.length,
  };
}

/** The columns that the scatter needs of networks `first` … count − 1. */
export function pointsSince(collection: Collection, x: View['x'], first: number): PointChunk {
  const { count } = collection;
  const column = (values: Float64Array) => Float32Array.from(values.subarray(first, count));
  return {
    first,
    x: column(abscissa(collection, x)),
    gain: column(collection.gain),
    scale: column(collection[mapAxis(collection.experiment) ?? 'inputScale']),
    log10Norm: column(collection.log10GradientNorm),
    growthRate: column(collection.growthRate),
  };
}

/** The column that an x axis shows. */
function abscissa(collection: Collection, x: View['x']): Float64Array {
  return { radius: collection.spectralRadius, gain: collection.gain, rest: collection.restRadius }[x];
}

/** A nilpotent matrix has ρ = 0, which has no logarithm. */
const leastFactor = 1e-6;

/** @throws {RangeError} where the network is not measured yet. */
export function readNetwork(collection: Collection, index: number): NetworkReading {
  const curve = collection.curve(index);
  const at = (column: ArrayLike<number>) => column[index] ?? Number.NaN;
  return {
    index,
    gain: at(collection.gain),
    inputScale: at(collection.inputScale),
    biasScale: at(collection.biasScale),
    spectralRadius: at(collection.spectralRadius),
    spectralNorm: at(collection.spectralNorm),
    ...(collection.hasRestRadius && { restRadius: at(collection.restRadius) }),
    growthRate: at(collection.growthRate),
    log10GradientNorm: at(collection.log10GradientNorm),
    log10FinalNorm: curve.log10GradientNorm.at(-1) ?? Number.NaN,
    phase: phaseOf(at(collection.log10GradientRatio)),
    deathStep: at(collection.deathStep),
    // Copies: posting a view would post everything beneath it.
    gradient: curve.log10GradientNorm.slice(),
    state: curve.log10StateNorm.slice(),
  };
}

function runningLines(collection: Collection, axis: View['x']): RunningLines {
  const { count, experiment } = collection;
  const place = abscissa(collection, axis).slice(0, count);
  const finalNorm = (index: number) =>
    (collection.log10GradientNorm[index] ?? 0) - (collection.log10GradientRatio[index] ?? 0);
  // ‖∂L/∂state_T‖ is the same for every network of an experiment; a dead one cannot tell it.
  const alive = collection.deathStep.subarray(0, count).indexOf(-1);
  const start = alive < 0 ? 0 : finalNorm(alive);
  // Most of what a norm does over a window is a power of x; quantiles are taken of the rest, which is nearly flat.
  const power = (x: number) =>
    experiment.steps * Math.log10(Math.max(linearFactor(experiment, axis, x), leastFactor));
  const quantiles = (decades: (index: number) => number) =>
    runningQuantiles(
      place,
      place.map((x, index) => decades(index) - power(x)),
    );
  const gradient = quantiles((index) => collection.log10GradientNorm[index] ?? 0);
  const back = (rest: readonly (number | null)[]) =>
    Float64Array.from(gradient.x, (x, i) => (rest[i] ?? -Infinity) + power(x));
  const bound = boundDecades(collection);
  return {
    x: Float64Array.from(gradient.x),
    p10: back(gradient.p10),
    p50: back(gradient.p50),
    p90: back(gradient.p90),
    ...(bound && { bound: back(quantiles((index) => (bound[index] ?? 0) + start).p50) }),
  };
}
