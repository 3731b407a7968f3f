/** Many random networks measured, for the charts of the page while it goes on. */
import { type PointChunk, pointsSince } from '../analysis/point_cloud.ts';
import { quantities, wantsOf } from '../analysis/quantities.ts';
import type { Summary, WindowChoice } from '../analysis/summary.ts';
import type { Axes } from '../experiment/axes.ts';
import { type Experiment, mapAxis } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { BeyondRange, OptionalQuantity, WorkSeconds } from '../networks/measurement.ts';
import { passOperations } from '../networks/operations.ts';
import { messages } from '../networks/turn.ts';
import { followedMeasure } from './followed_measure.ts';
import type { Bench } from './job.ts';
import { SweepRecord } from './sweep_record.ts';

/** Least time between two summaries, and between summarising and measuring: at most a fifth is spent on it. */
const summaryMilliseconds = 140;
const summaryShare = 5;

export interface SweepRequest {
  readonly experiment: Experiment;
  /** What its summaries are over; what they show is measured. */
  readonly axes: Axes;
  readonly window: WindowChoice;
}

/** What has become of a sweep so far. */
export interface SweepReport {
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
  readonly done: number;
  /** Spent on it, without what it waited for others' turns. */
  readonly milliseconds: number;
  /** Of both passes alone; spectra are found by other means, at other rates. */
  readonly passOperations: number;
  readonly seconds: WorkSeconds;
  /** Networks that left the engine's range and were measured in float64. */
  readonly beyondRange: BeyondRange;
  /** What is measured beyond what always is. */
  readonly wants: readonly OptionalQuantity[];
  /** Those that are new since the report before. */
  readonly points: PointChunk;
  readonly summary: Summary;
}

/** Between two reports, while networks take long: how much of the next ones is done, in networks. */
export interface SweepProgress {
  readonly underWay: number;
}

/** Measures an experiment; its record stays on the shelf. The last report may be of fewer networks than were asked for, after an engine failed. */
export async function* sweep(
  { experiment, axes, window }: SweepRequest,
  { id, engine, waited, signal, notify, shelf }: Bench,
): AsyncGenerator<SweepReport | SweepProgress, void, void> {
  const wants = wantsOf([axes.x, axes.y]);
  const asked = quantities.filter((quantity) => quantity.wants && wants.includes(quantity.wants));
  const phaseMap = mapAxis(experiment) ? (await import('../analysis/phase_map.ts')).phaseMap : undefined;
  const record = new SweepRecord(experiment, {
    axes,
    phaseMap,
    window,
    asked: asked.map(({ name }) => name),
  });
  const { collection } = record;
  shelf.sweeps.set(id, record);
  const start = performance.now();
  let seconds: WorkSeconds = { drawing: 0, passes: 0 };
  let beyondRange: BeyondRange = { networks: 0, seconds: 0 };
  let reported = 0;
  let next = 0;
  const report = (): SweepReport => {
    const before = performance.now();
    const points = pointsSince(collection, reported);
    reported = collection.count;
    const summary = record.summary();
    const now = performance.now();
    next = now + Math.max(summaryMilliseconds, summaryShare * (now - before));
    return {
      ...{ experiment: collection.experiment, engine: engine.describe(), done: reported },
      ...{ milliseconds: before - start - waited(), seconds, beyondRange, wants, points, summary },
      passOperations: reported * passOperations(experiment, wants),
    };
  };
  try {
    for await (const measurement of followedMeasure(engine, experiment, { signal, wants, notify })) {
      if (typeof measurement === 'number') {
        yield { underWay: measurement };
        continue;
      }
      record.engine = engine.describe();
      collection.append(measurement);
      seconds = {
        drawing: seconds.drawing + measurement.seconds.drawing,
        passes: seconds.passes + measurement.seconds.passes,
      };
      const { networks = 0, seconds: beyondSeconds = 0 } = measurement.beyondRange ?? {};
      beyondRange = {
        networks: beyondRange.networks + networks,
        seconds: beyondRange.seconds + beyondSeconds,
      };
      if (performance.now() >= next) yield report();
      // A stop, a question or a change comes in between two chunks.
      await messages();
      signal.throwIfAborted();
    }
    collection.end();
  } catch (error) {
    if (collection.count > reported) yield report();
    throw error;
  }
  yield report();
}
