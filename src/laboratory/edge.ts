/** How sure the edge of a sweep is: its networks resampled, and their median line crossed again each time. */
import { type Crossing, crossings, type EdgeInterval, edgeInterval, resampling } from '../analysis/edge.ts';
import { quantityTable } from '../analysis/quantities.ts';
import { medianLine, pointsOver } from '../analysis/running_lines.ts';
import type { Axes } from '../experiment/axes.ts';
import { messages } from '../networks/turn.ts';
import type { Bench } from './job.ts';

export interface EdgeRequest {
  /** The job that measured the sweep. */
  readonly run: number;
  readonly axes: Axes;
}

export interface EdgeReading {
  readonly axes: Axes;
  /** Undefined where no resampling crosses zero growth. */
  readonly interval: EdgeInterval | undefined;
}

const [fewest, most] = [60, 200];
/** Networks that all resamplings together may hold: what takes a second or two. */
const mostDraws = 2 ** 23;

/** Undefined where the sweep is forgotten, or the axes say nothing of a gradient's growth. */
export async function edge(
  { run, axes }: EdgeRequest,
  { signal, shelf }: Pick<Bench, 'signal' | 'shelf'>,
): Promise<EdgeReading | undefined> {
  const collection = shelf.sweeps.get(run)?.collection;
  const { ofRatio } = quantityTable[axes.y];
  if (!collection || !ofRatio) return undefined;
  const { experiment } = collection;
  const level = ofRatio(experiment).offset;
  const points = pointsOver(collection, axes);
  const { length } = points.places;
  const resamples = Math.min(most, Math.max(fewest, Math.floor(mostDraws / length)));
  const resampled: Crossing[][] = [];
  for (let draw = 0; draw < resamples; draw++) {
    const line = medianLine(points, resampling(length, draw, experiment.seed));
    resampled.push(crossings(line.x, line.p50, level));
    await messages();
    signal.throwIfAborted();
  }
  return { axes, interval: edgeInterval(resampled) };
}
