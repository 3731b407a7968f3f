/** What the page shows of a collection: made in the worker a few times a second, small enough to be posted. */
import type { Axes } from '../experiment/axes.ts';
import { type MapAxis, mapAxis } from '../experiment/experiment.ts';
import type { Collection } from './collection.ts';
import { countPhases, type Phase } from './phase.ts';
import type { PhaseMap } from './phase_map.ts';
import { columnOf, quantityTable } from './quantities.ts';
import { type RunningLines, runningLines } from './running_lines.ts';
import { networksWithin, type ThroughTime, throughTime } from './through_time.ts';

/** A range of the x axis. */
export type AxisRange = readonly [minimum: number, maximum: number];

/** Norms through time over the networks of a range of the x axis. */
export interface TimeBands {
  readonly times: readonly number[];
  readonly gradient: ThroughTime;
  readonly state: ThroughTime;
  /** How many networks the range holds. */
  readonly networks: number;
}

export interface Summary {
  /** What its lines and its range are of. */
  readonly axes: Axes;
  readonly phases: Record<Phase, number>;
  readonly lines: RunningLines;
  readonly time: TimeBands;
  readonly map?: PhaseMap;
}

/** Makes a phase map: loaded with the first experiment that is one. */
export type MapMaker = (collection: Collection, axis: MapAxis) => PhaseMap;

/** Of the networks measured so far; `selection` is a range of what is to the right. */
export function summarise(
  collection: Collection,
  axes: Axes,
  selection: AxisRange | undefined,
  phaseMap?: MapMaker,
): Summary {
  const axis = mapAxis(collection.experiment);
  return {
    axes,
    phases: countPhases(collection),
    lines: runningLines(collection, axes),
    time: timeBands(collection, axes, selection),
    ...(axis && phaseMap && { map: phaseMap(collection, axis) }),
  };
}

export function timeBands(collection: Collection, { x }: Axes, selection: AxisRange | undefined): TimeBands {
  const selected = selection
    ? networksWithin(columnOf(quantityTable[x], collection), selection)
    : Uint32Array.from({ length: collection.count }, (_, index) => index);
  return {
    times: collection.times,
    gradient: throughTime(collection, selected, 'gradientNorm'),
    state: throughTime(collection, selected, 'stateNorm'),
    networks: selected.length,
  };
}
