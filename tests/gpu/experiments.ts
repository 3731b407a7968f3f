/** Experiments and conveniences that the GPU tests share. */
import type { Engine, Measurement } from '../../src/engines/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';

/** The default experiment with some fields changed. */
export function experimentWith(changes: Partial<Experiment>): Experiment {
  return { ...defaultExperiment, ...changes };
}

/** All chunks of a run. */
export async function measureAll(engine: Engine, experiment: Experiment): Promise<Measurement[]> {
  const chunks: Measurement[] = [];
  const { signal } = new AbortController();
  for await (const chunk of engine.measure(experiment, { signal })) chunks.push(chunk);
  return chunks;
}

/** One column of all chunks of a run. */
export function column(
  chunks: readonly Measurement[],
  name: 'spectralRadius' | 'spectralNorm' | 'log10GradientNorm' | 'log10StateNorm' | 'deathStep',
): number[] {
  return chunks.flatMap((chunk) => [...chunk[name]]);
}
