/** Many random networks measured, for a file. */
import { Collection } from '../analysis/collection.ts';
import type { Instrument, MeasureOptions } from '../engines/engine.ts';
import { stretches } from '../engines/plan.ts';
import { type Experiment, wholeOf } from '../experiment/experiment.ts';

/** An engine is asked for this many networks at once: it keeps a note of each until it has measured them all. */
const networksOfRun = 2 ** 16;

/** For whoever writes each stretch of networks down and forgets it, so that memory does not grow with them. */
export async function* sweepStretches(
  engine: Instrument,
  experiment: Experiment,
  options: MeasureOptions,
): AsyncGenerator<Collection, void, void> {
  const { from, to } = options.range ?? wholeOf(experiment);
  for (const range of stretches(from, to, networksOfRun)) {
    for await (const measurement of engine.measure(experiment, { ...options, range })) {
      const { first, count } = measurement;
      const stretch = new Collection(experiment, { from: first, to: first + count });
      stretch.append(measurement);
      yield stretch;
    }
  }
}
