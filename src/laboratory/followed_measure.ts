/** A measurement that is looked in on while its networks take long. */
import type { Instrument, MeasureOptions } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Measurement } from '../networks/measurement.ts';
import { WordsBetween } from './words_between.ts';

/** Measurements, and between them how much of the next networks is done, in networks: a number. */
export function followedMeasure(
  engine: Instrument,
  experiment: Experiment,
  options: MeasureOptions,
): AsyncGenerator<Measurement | number, void, void> {
  return followedChunks((progress) => engine.measure(experiment, { ...options, progress }));
}

/** The same of whatever comes in chunks. @param begun what yields them, and tells `progress` of the next */
export async function* followedChunks<Chunk extends object>(
  begun: (progress: (networks: number) => void) => AsyncIterable<Chunk>,
): AsyncGenerator<Chunk | number, void, void> {
  const words = new WordsBetween();
  const measuring = begun(words.progress)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = measuring.next();
      // Whoever waits for it hears of its failure; before that it is not an unhandled rejection.
      next.catch(() => undefined);
      for (;;) {
        const result = await words.resultOrWord(next);
        if (!result) {
          yield words.done;
        } else if (result.done) {
          return;
        } else {
          words.done = 0;
          yield result.value;
          break;
        }
      }
    }
  } finally {
    await measuring.return?.();
  }
}
