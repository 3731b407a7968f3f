/** Experiments and conveniences that the GPU tests share. */

import type { Engine } from '../../src/engines/engine.ts';
import { type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { DispensableQuantity, Measurement, OptionalQuantity } from '../../src/networks/measurement.ts';
import { entry } from '../../src/networks/vector.ts';

/** The default experiment with some fields changed. */
export function experimentWith(changes: Partial<Experiment>): Experiment {
  return { ...defaultExperiment, ...changes };
}

/** All chunks of a run. */
export async function measureAll(
  engine: Engine,
  experiment: Experiment,
  wants: readonly OptionalQuantity[] = [],
  without: readonly DispensableQuantity[] = [],
): Promise<Measurement[]> {
  const chunks: Measurement[] = [];
  const { signal } = new AbortController();
  for await (const chunk of engine.measure(experiment, { signal, wants, without })) chunks.push(chunk);
  return chunks;
}

/** One column of all chunks of a run. */
export function column(
  chunks: readonly Measurement[],
  name: 'spectralRadius' | 'spectralNorm' | 'log10GradientNorm' | 'log10StateNorm' | 'deathStep',
): number[] {
  return chunks.flatMap((chunk) => [...chunk[name]]);
}

/** λ of each network, in nats a step. */
export function growthRates(chunks: readonly Measurement[], experiment: Experiment): number[] {
  const times = keptTimes(experiment).length;
  return chunks.flatMap(({ count, log10GradientNorm }) =>
    Array.from({ length: count }, (_, i) => {
      const curve = log10GradientNorm.subarray(i * times, (i + 1) * times);
      return ((entry(curve, 0) - entry(curve, times - 1)) * Math.LN10) / experiment.steps;
    }),
  );
}

/**
 * Whether two columns are the same numbers. Kernels repeat themselves bit for bit; the logarithm taken of
 * what they return may differ in its last bit between an interpreted and a compiled loop, and with the power of two
 * that a dispatch began with. Near 0 decades are a difference of larger ones.
 */
export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.length === b.length &&
    a.every((value, i) => {
      const other = entry(b, i);
      return value === other || Math.abs(value - other) <= 1e-14 * Math.max(1, Math.abs(other));
    })
  );
}
