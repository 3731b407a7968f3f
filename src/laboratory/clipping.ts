/** What clipping needs of a few networks of an experiment: their parameter gradients. */
import type { ClippingSample } from '../analysis/clipping.ts';
import { evenSample } from '../analysis/even_sample.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { oneTurn } from '../networks/turn.ts';
import type { Bench } from './job.ts';
import { parameterNormAlong } from './parameter_norm.ts';

export interface ClippingRequest {
  readonly experiment: Experiment;
  /** Networks that are traced. */
  readonly size: number;
}

/** How many of them are done, in parts of one, of how many. */
export interface ClippingProgress {
  readonly done: number;
  readonly total: number;
}

/** Traces a few networks of an experiment, evenly over its gain axis; reports how many are done. */
export async function* clipping(
  { experiment, size }: ClippingRequest,
  { engine, signal }: Bench,
): AsyncGenerator<ClippingProgress, ClippingSample, void> {
  const log10ParameterNorms: number[] = [];
  const gradients: number[][] = [];
  const indices = evenSample(experiment, size);
  for (const [done, index] of indices.entries()) {
    await oneTurn();
    signal.throwIfAborted();
    const along = parameterNormAlong({ experiment, index }, { engine, signal });
    let next = await along.next();
    for (; !next.done; next = await along.next()) yield { done: done + next.value, total: indices.length };
    log10ParameterNorms.push(next.value.log10ParameterNorm);
    gradients.push([...next.value.gradient]);
  }
  return { times: keptTimes(experiment), log10ParameterNorms, gradients };
}
