/**
 * How far from what a machine can do at most some work was done: the roofline of Williams, Waterman and Patterson
 * (2009), with asking for the work as a third bound beside arithmetic and bandwidth.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import type { OptionalQuantity } from '../networks/measurement.ts';
import { passOperations } from '../networks/operations.ts';

/** What an engine's machine can do at most, all its workers together, as micro-kernels measured it. */
export interface Peaks {
  /** Multiply-adds out of registers, in operations a second: one is two operations. */
  readonly operationsPerSecond: number;
  /** Bytes read and bytes written, a second, in a copy of more than the nearest caches hold. */
  readonly bytesPerSecond: number;
  /** Between asking for a piece of work that is none and hearing that it is done. */
  readonly launchSeconds: number;
}

/** What an engine works on. */
export interface Machine {
  readonly peaks: Peaks;
  /** Bytes of a number. */
  readonly bytesPerNumber: 4 | 8;
  /**
   * Whether all networks of a chunk go forward before any goes back, so that their trajectories cross memory; else they
   * stay in a core's cache, a network, or a segment of one, at a time.
   */
  readonly trajectoriesCrossMemory: boolean;
  /** Limits and features as the platform names them, for people: name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

export const bounds = ['arithmetic', 'bandwidth', 'launch'] as const;
export type Bound = (typeof bounds)[number];

/** Work that was done on a machine. */
interface Work {
  readonly operations: number;
  /** The least that has to cross memory. */
  readonly bytes: number;
  /** Pieces that were asked for one after another, at least. */
  readonly launches: number;
}

export interface Roofline {
  readonly bound: Bound;
  /** The least time that the machine could take, in seconds. */
  readonly seconds: number;
}

/** The bound that lies nearest. */
export function roofline({ operations, bytes, launches }: Work, { peaks }: Pick<Machine, 'peaks'>): Roofline {
  const seconds: Record<Bound, number> = {
    arithmetic: operations / peaks.operationsPerSecond,
    bandwidth: bytes / peaks.bytesPerSecond,
    launch: launches * peaks.launchSeconds,
  };
  return bounds
    .map((bound) => ({ bound, seconds: seconds[bound] }))
    .reduce((most, next) => (next.seconds > most.seconds ? next : most));
}

/** The most that two measurements found: whatever else a machine did, it only made one of them lower. */
export function mostOf(one: Machine, other: Machine): Machine {
  const [a, b] = [one.peaks, other.peaks];
  return {
    ...other,
    peaks: {
      operationsPerSecond: Math.max(a.operationsPerSecond, b.operationsPerSecond),
      bytesPerSecond: Math.max(a.bytesPerSecond, b.bytesPerSecond),
      launchSeconds: Math.min(a.launchSeconds, b.launchSeconds),
    },
  };
}

/** What both passes of a run took, of what they were asked for. */
interface PassRun {
  readonly experiment: Experiment;
  readonly wants: readonly OptionalQuantity[];
  /** Networks. */
  readonly done: number;
  readonly seconds: { readonly passes: number };
}

/**
 * How much of the nearest bound the passes of a run reached: 1 is all. More there cannot be, and is where something else ran while the
 * machine was measured. Being asked is no bound of what nobody waits for long.
 */
export function reached(
  { experiment, wants, done, seconds: { passes } }: PassRun,
  machine: Machine,
): { readonly bound: Bound; readonly share: number } {
  const work = { ...passWork(experiment, done, wants, machine), launches: 0 };
  const { bound, seconds } = roofline(work, machine);
  return { bound, share: seconds / passes };
}

/** The work of both passes of some networks, whose matrices are there. */
export function passWork(
  experiment: Experiment,
  networks: number,
  wants: readonly OptionalQuantity[],
  machine: Omit<Machine, 'peaks'>,
): Work {
  const { hiddenSize, steps } = experiment;
  const { blocks, preActivations, statesKept } = cellOf(experiment);
  // Each way needs W once; a step's vectors are written on the way forward and read on the way back.
  const matrices = 2 * blocks * hiddenSize ** 2;
  const trajectory = machine.trajectoriesCrossMemory
    ? 2 * steps * (preActivations + statesKept) * hiddenSize
    : 0;
  return {
    operations: networks * passOperations(experiment, wants),
    bytes: networks * machine.bytesPerNumber * (matrices + trajectory),
    launches: 1,
  };
}
