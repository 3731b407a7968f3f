/** What a stress of an engine comes to: runs that grow in one direction until something gives, or one run over and over. */
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { Unfinished } from '../experiment/unfinished.ts';
import { quantile } from './quantile.ts';
import type { Bound, Machine } from './roofline.ts';

/** What grows from run to run: a field of the experiment; or nothing, while time passes. */
export const stressAxes = ['steps', 'hiddenSize', 'networks', 'time'] as const;
export type StressAxis = (typeof stressAxes)[number];

/** One run. */
export interface StressRun extends Pick<Experiment, 'hiddenSize' | 'steps' | 'networks'> {
  readonly axis: StressAxis;
  /** When it was over, in seconds since the first began. */
  readonly at: number;
  /** From asking for it to its last norm: draws, spectra and both passes. */
  readonly seconds: number;
  /** Both passes alone; all of it where being asked is what bounds them. */
  readonly passSeconds: number;
  /** Of both passes, in operations a second. */
  readonly operationsPerSecond: number;
  /** What is nearest of all that the machine can do, and how much of it both passes reached: 1 is all. */
  readonly bound: Bound;
  readonly share: number;
  /** Bytes that the engine held after it; undefined where nobody counts them. */
  readonly held: number | undefined;
  /** Networks whose gradient a plain float32 product would have lost, and after how many steps back, by their median. */
  readonly float32Deaths: number;
  readonly float32DeathSteps: number | undefined;
}

/** Why a ladder went no further. */
export interface StressEnd {
  readonly axis: Exclude<StressAxis, 'time'>;
  /** Of the last run. */
  readonly size: number;
  /** What goes on from "T = 1000". */
  readonly what: string;
}

/** Everything that a report says. */
export interface StressRecord {
  /** When it began. */
  readonly date: Date;
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
  readonly machine: Machine;
  readonly runs: readonly StressRun[];
  readonly ends: readonly StressEnd[];
  /** How the engine has laid out its kernels, in sentences. */
  readonly tuning: readonly string[];
  /** Where it has not come to its end: stopped, broken off, or still under way. */
  readonly unfinished?: Unfinished | undefined;
}

/** How much slower the last fifth of some runs was than the first: 0.1 is a tenth; undefined for fewer than ten. */
export function drift(runs: readonly StressRun[]): number | undefined {
  const rates = runs.map(({ operationsPerSecond }) => operationsPerSecond);
  const fifth = Math.floor(rates.length / 5);
  if (fifth < 2) return undefined;
  return 1 - median(rates.slice(-fifth)) / median(rates.slice(0, fifth));
}

/** The exponent of a power law through the last runs that grew in one direction, both passes' time against size; undefined for fewer than three. */
export function costExponent(
  axis: Exclude<StressAxis, 'time'>,
  runs: readonly StressRun[],
): number | undefined {
  const points = runs
    .filter((run) => run.axis === axis && run.bound !== 'launch')
    .map((run) => [Math.log(run[axis]), Math.log(run.passSeconds)] as const)
    // Small ones tell of caches that they fit into.
    .slice(-4);
  if (points.length < 3) return undefined;
  const mean = (place: 0 | 1) => points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values), 0.5);
}
