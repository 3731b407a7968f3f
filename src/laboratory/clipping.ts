/** What clipping needs of a few networks of an experiment: their parameter gradients. */
import { type ClippingSample, tracedParameterNorm } from '../analysis/clipping.ts';
import { evenSample } from '../analysis/even_sample.ts';
import { rowsOf } from '../analysis/own_trajectory.ts';
import type { Engine } from '../engines/engine.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import { oneTurn } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';

/**
 * Traces `size` networks of an experiment, evenly over its gain axis. What the engine throws, and the reason of an
 * abort (looked at between networks), pass through.
 */
export async function clippingSample(
  engine: Engine,
  experiment: Experiment,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): Promise<ClippingSample> {
  const times = keptTimes(experiment);
  const log10ParameterNorms: number[] = [];
  const gradients: number[][] = [];
  for (const index of evenSample(experiment, size)) {
    await oneTurn();
    signal.throwIfAborted();
    const trace = await engine.trace(experiment, index);
    const norms = rowsOf(trace.gradient).map(log10Norm);
    log10ParameterNorms.push(tracedParameterNorm(experiment, trace));
    gradients.push(times.map((t) => entry(norms, t)));
  }
  return { times, log10ParameterNorms, gradients };
}
