/** The edge of a run as its chart has it: where the median gradient crosses zero growth along what is to the right. */
import type { Experiment } from '../experiment/experiment.ts';
import { type Crossing, crossings, type EdgeInterval } from './edge.ts';
import { quantityTable } from './quantities.ts';
import type { Summary } from './summary.ts';

export interface MeasuredEdge {
  /** In their order; empty where the median never crosses. */
  readonly crossings: readonly Crossing[];
  /** How sure they are; undefined until that is known. */
  readonly interval: EdgeInterval | undefined;
}

/** Undefined where what is upwards says nothing of growth, or too few networks are there for a median. */
export function measuredEdge(
  { axes, lines }: Pick<Summary, 'axes' | 'lines'>,
  experiment: Experiment,
  interval: EdgeInterval | undefined,
): MeasuredEdge | undefined {
  const scale = quantityTable[axes.y].ofRatio?.(experiment);
  if (!scale || lines.x.length === 0) return undefined;
  return { crossings: crossings(lines.x, lines.p50, scale.offset), interval };
}
