/** What the page shows of a collection: made in the worker a few times a second, small enough to be posted. */
import { boundDecades } from './analysis/bound.ts';
import type { Collection } from './analysis/collection.ts';
import { countPhases, type Phase, phaseOf } from './analysis/phase.ts';
import { type MapAxis, type PhaseMap, phaseMap } from './analysis/phase_map.ts';
import { runningQuantiles } from './analysis/running_quantiles.ts';
import { networksWithin, type ThroughTime, throughTime } from './analysis/through_time.ts';
import type { Experiment } from './experiment/experiment.ts';
import type { PointChunk } from './point_cloud.ts';

/** A range of spectral radius. */
export type RadiusRange = readonly [minimum: number, maximum: number];

/** Running quantiles of log10‖∂L/∂h_0‖ over spectral radius, in decades; −Infinity is an exact zero. */
export interface RunningLines {
  readonly radius: Float64Array;
  readonly p10: Float64Array;
  readonly p50: Float64Array;
  readonly p90: Float64Array;
  /** Median of the bound (‖W‖₂·max φ′)^T·‖∂L/∂h_T‖. */
  readonly bound: Float64Array;
}

/** Norms through time over the networks of a range of spectral radius. */
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
  /** Nats per step; −Infinity for a dead network. */
  readonly growthRate: number;
  /** log10‖∂L/∂h_0‖ and log10‖∂L/∂h_T‖. */
  readonly log10GradientNorm: number;
  readonly log10FinalNorm: number;
  readonly phase: Phase;
  /** Largest t at which the gradient is exactly zero, or −1. */
  readonly deathStep: number;
  /** log10 norms at the collection's times; −Infinity for an exact zero. */
  readonly gradient: Float64Array;
  readonly state: Float64Array;
}

/** The second axis of a phase map, where the experiment is one. */
export function mapAxis({ inputScale, biasScale }: Experiment): MapAxis | undefined {
  if (typeof inputScale === 'object') return 'inputScale';
  return typeof biasScale === 'object' ? 'biasScale' : undefined;
}

export function summarise(collection: Collection, selection: RadiusRange | undefined): Summary {
  const axis = mapAxis(collection.experiment);
  return {
    phases: countPhases(collection),
    lines: runningLines(collection),
    time: timeBands(collection, selection),
    ...(axis && { map: phaseMap(collection, axis) }),
  };
}

export function timeBands(collection: Collection, selection: RadiusRange | undefined): TimeBands {
  const radii = collection.spectralRadius.subarray(0, collection.count);
  const selected = networksWithin(radii, selection ?? [0, Infinity]);
  return {
    times: collection.times,
    gradient: throughTime(collection, selected, 'gradientNorm'),
    state: throughTime(collection, selected, 'stateNorm'),
    networks: selected.length,
  };
}

/** The columns that the scatter needs of networks `first` … count − 1. */
export function pointsSince(collection: Collection, first: number): PointChunk {
  const { count } = collection;
  const column = (values: Float64Array) => Float32Array.from(values.subarray(first, count));
  return {
    first,
    radius: column(collection.spectralRadius),
    gain: column(collection.gain),
    scale: column(collection[mapAxis(collection.experiment) ?? 'inputScale']),
    log10Norm: column(collection.log10GradientNorm),
    growthRate: column(collection.growthRate),
  };
}

/** A nilpotent matrix has ρ = 0, which has no logarithm. */
const leastRadius = 1e-6;

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

function runningLines(collection: Collection): RunningLines {
  const { count } = collection;
  const radius = collection.spectralRadius.slice(0, count);
  const finalNorm = (index: number) =>
    (collection.log10GradientNorm[index] ?? 0) - (collection.log10GradientRatio[index] ?? 0);
  // ‖∂L/∂h_T‖ is the same for every network of an experiment; a dead one cannot tell it.
  const alive = collection.deathStep.subarray(0, count).indexOf(-1);
  const start = alive < 0 ? 0 : finalNorm(alive);
  // Most of what a norm does over a window is ρ^T; quantiles are taken of the rest, which is nearly flat.
  const power = (rho: number) => collection.experiment.steps * Math.log10(Math.max(rho, leastRadius));
  const gradient = runningQuantiles(
    radius,
    radius.map((rho, index) => (collection.log10GradientNorm[index] ?? 0) - power(rho)),
  );
  const bound = boundDecades(collection);
  const boundOver = runningQuantiles(
    radius,
    radius.map((rho, index) => (bound[index] ?? 0) + start - power(rho)),
  );
  const back = (rest: readonly (number | null)[]) =>
    Float64Array.from(gradient.x, (rho, i) => (rest[i] ?? -Infinity) + power(rho));
  return {
    radius: Float64Array.from(gradient.x),
    p10: back(gradient.p10),
    p50: back(gradient.p50),
    p90: back(gradient.p90),
    bound: back(boundOver.p50),
  };
}
