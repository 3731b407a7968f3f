/** What clipping needs of a few networks of an experiment: their parameter gradients. */
import type { ClippingSample } from '../analysis/clipping.ts';
import { evenSample } from '../analysis/even_sample.ts';
import { tracedParameterNorm } from '../analysis/traced_parameter_norm.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import { rowsOf } from '../networks/trace.ts';
import { oneTurn } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import type { Bench } from './job.ts';

export interface ClippingRequest {
  readonly experiment: Experiment;
  /** Networks that are traced. */
  readonly size: number;
}

/** Traces a few networks of an experiment, evenly over its gain axis. */
export async function clipping(
  { experiment, size }: ClippingRequest,
  { engine, signal }: Bench,
): Promise<ClippingSample> {
  const times = keptTimes(experiment);
  const log10ParameterNorms: number[] = [];
  const gradients: number[][] = [];
  for (const index of evenSample(experiment, size)) {
    await oneTurn();
    signal.throwIfAborted();
    const network = { experiment, index };
    const trace = await engine.trace(network, { signal });
    const norms = rowsOf(trace.gradient).map(log10Norm);
    log10ParameterNorms.push(tracedParameterNorm(network, trace));
    gradients.push(times.map((t) => entry(norms, t)));
  }
  return { times, log10ParameterNorms, gradients };
}
