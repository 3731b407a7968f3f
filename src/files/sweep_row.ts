/** One network as a line of a file: the columns that the JSON and CSV of a sweep share. */
import type { Collection } from '../analysis/collection.ts';
import type { Experiment } from '../experiment/experiment.ts';

export interface SweepRow {
  readonly index: number;
  readonly gain: number;
  /** Only where the experiment has a range of them: the second axis of a phase map. */
  readonly inputScale?: number;
  readonly biasScale?: number;
  readonly spectralRadius: number;
  readonly spectralNorm: number;
  /** Nats per step; null for a dead network. */
  readonly growthRate: number | null;
  /** At t = 0, in decades; null for an exact zero. */
  readonly log10GradientNorm: number | null;
  readonly status: 'ok' | 'dead';
  /** Only for a dead network: the largest t at which its gradient is exactly zero. */
  readonly statusStep?: number;
}

/** Names of the columns, in order. */
export function sweepColumns({ inputScale, biasScale }: Experiment): (keyof SweepRow)[] {
  return [
    'index',
    'gain',
    ...(typeof inputScale === 'object' ? (['inputScale'] as const) : []),
    ...(typeof biasScale === 'object' ? (['biasScale'] as const) : []),
    'spectralRadius',
    'spectralNorm',
    'growthRate',
    'log10GradientNorm',
    'status',
    'statusStep',
  ];
}

/** The line of the network at `place` in the collection's range, which must have been measured. */
export function sweepRow(collection: Collection, place: number): SweepRow {
  const { inputScale, biasScale } = collection.experiment;
  const at = (column: Float64Array) => column[place] ?? Number.NaN;
  const deathStep = collection.deathStep[place] ?? -1;
  return {
    index: collection.range.from + place,
    gain: at(collection.gain),
    ...(typeof inputScale === 'object' && { inputScale: at(collection.inputScale) }),
    ...(typeof biasScale === 'object' && { biasScale: at(collection.biasScale) }),
    spectralRadius: at(collection.spectralRadius),
    spectralNorm: at(collection.spectralNorm),
    growthRate: finiteOrNull(at(collection.growthRate)),
    log10GradientNorm: finiteOrNull(at(collection.log10GradientNorm)),
    ...(deathStep < 0 ? { status: 'ok' } : { status: 'dead', statusStep: deathStep }),
  };
}

/** A decade or rate of an exact zero is −Infinity, which files write as nothing. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
