/** What the page shows of a collection: made in the worker a few times a second, small enough to be posted. */
import type { Axes } from '../experiment/axes.ts';
import { type MapAxis, mapAxis } from '../experiment/experiment.ts';
import type { Collection } from './collection.ts';
import { countPhases, type Phase } from './phase.ts';
import type { PhaseMap } from './phase_map.ts';
import { columnOf, quantityTable } from './quantities.ts';
import { type RunningLines, runningLines } from './running_lines.ts';
import { networksWithin, type ThroughTime, throughTime } from './through_time.ts';
import { type AxisRange, usualWindow } from './usual_window.ts';

/** Which networks are shown through time: all, those of a range of the x axis, or those around the edge where there is one. */
export type WindowChoice = 'usual' | 'all' | AxisRange;

/** Norms through time over the networks of a range of the x axis. */
export interface TimeBands {
  /** Undefined where it is all of them. */
  readonly range: AxisRange | undefined;
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

/** Of the networks measured so far. */
export function summarise(
  collection: Collection,
  axes: Axes,
  window: WindowChoice,
  phaseMap?: MapMaker,
): Summary {
  const axis = mapAxis(collection.experiment);
  return {
    axes,
    phases: countPhases(collection),
    lines: runningLines(collection, axes),
    time: timeBands(collection, axes, window),
    ...(axis && phaseMap && { map: phaseMap(collection, axis) }),
  };
}

export function timeBands(collection: Collection, axes: Axes, window: WindowChoice): TimeBands {
  const range = window === 'all' ? undefined : window === 'usual' ? usualWindow(collection, axes) : window;
  const selected = range
    ? networksWithin(columnOf(quantityTable[axes.x], collection), range)
    : Uint32Array.from({ length: collection.count }, (_, index) => index);
  return {
    range,
    times: collection.times,
    gradient: throughTime(collection, selected, 'gradientNorm'),
    state: throughTime(collection, selected, 'stateNorm'),
    networks: selected.length,
  };
}
