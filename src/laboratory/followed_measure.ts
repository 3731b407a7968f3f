/** A measurement that is looked in on while its networks take long. */
import type { Instrument, MeasureOptions } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Measurement } from '../networks/measurement.ts';

/** Between two words on how far it is, in milliseconds. */
const betweenWords = 200;

/** Measurements, and between them how much of the next networks is done, in networks: a number. */
export async function* followedMeasure(
  engine: Instrument,
  experiment: Experiment,
  options: MeasureOptions,
): AsyncGenerator<Measurement | number, void, void> {
  let part = 0;
  let told = performance.now();
  let wake: () => void = () => undefined;
  const progress = (networks: number) => {
    part = networks;
    if (performance.now() - told >= betweenWords) wake();
  };
  const measuring = engine.measure(experiment, { ...options, progress })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = measuring.next();
      // Whoever waits for it hears of its failure; before that it is not an unhandled rejection.
      next.catch(() => undefined);
      for (;;) {
        const woken = new Promise<undefined>((resolve) => {
          wake = () => resolve(undefined);
        });
        const result = await Promise.race([next, woken]);
        told = performance.now();
        if (!result) {
          yield part;
        } else if (result.done) {
          return;
        } else {
          part = 0;
          yield result.value;
          break;
        }
      }
    }
  } finally {
    await measuring.return?.();
  }
}
