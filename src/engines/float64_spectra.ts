/** Lyapunov spectra in float64: all of the oracle's, and of other engines what leaves their range or their kernels have no cell for. */
import { type Experiment, wholeOf } from '../experiment/experiment.ts';
import { frameGrowth, framePlan, type SpectrumMeasurement, stepsOfFrame } from '../networks/lyapunov.ts';
import { drawNetwork } from '../networks/network.ts';
import { frameOperations } from '../networks/operations.ts';
import { breather, oneTurn } from '../networks/turn.ts';
import type { SpectrumOptions } from './engine.ts';
import { requireExponents } from './exponents.ts';
import { counted } from './in_float64.ts';

/** One network after another, a chunk each. @throws the signal's reason */
export async function* spectraInFloat64(
  experiment: Experiment,
  { range = wholeOf(experiment), exponents, every, signal, progress }: SpectrumOptions,
): AsyncGenerator<SpectrumMeasurement, void, void> {
  const { seed } = experiment;
  requireExponents(experiment, exponents);
  const plan = framePlan(experiment, every);
  const operations = frameOperations(experiment, exponents, every);
  for (let index = range.from; index < range.to; index++) {
    await oneTurn();
    signal.throwIfAborted();
    const start = performance.now();
    const breathe = counted(breather(signal), stepsOfFrame(plan), progress);
    const growth = await frameGrowth(drawNetwork(experiment, index), {
      ...{ seed, exponents, plan, breathe },
    });
    yield {
      ...{ first: index, count: 1, ...growth, operations },
      seconds: (performance.now() - start) / 1000,
    };
  }
}

/** A chunk of a float32 engine with what has left its range, the networks `beyond`, measured here. */
export async function completedInFloat64(
  chunk: SpectrumMeasurement,
  beyond: readonly number[],
  experiment: Experiment,
  options: SpectrumOptions,
): Promise<SpectrumMeasurement> {
  const { first, count, logs, amplification, logSlopes } = chunk;
  const start = performance.now();
  for (const index of beyond) {
    const range = { from: index, to: index + 1 };
    for await (const own of spectraInFloat64(experiment, { ...options, range })) {
      const place = index - first;
      logs.set(own.logs, (place * logs.length) / count);
      // Its rounding is float64's, which the reader of the chunk takes for float32's.
      amplification.set(
        own.amplification.map((grown) => grown * 2 ** -29),
        (place * amplification.length) / count,
      );
      if (logSlopes && own.logSlopes) logSlopes.set(own.logSlopes, place);
    }
  }
  return { ...chunk, seconds: chunk.seconds + (performance.now() - start) / 1000 };
}
