/** ‖∂L/∂θ‖ of a network that is drawn, of any length: its trace comes in stretches, and so memory stays as it is. */
import { NormsThroughTime } from '../analysis/given_network.ts';
import { fastProducts } from '../engines/wasm/products.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import { drawNetwork } from '../networks/network.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import type { Stretch } from '../networks/trace.ts';
import { TracedParameterNorm } from '../networks/traced_parameter_norm.ts';
import { breather } from '../networks/turn.ts';
import type { Bench } from './job.ts';

/** Numbers of a trace that are there at a time, of eight bytes each. */
const numbersTogether = 2 ** 24;
/** An engine takes about this share of a stretch's time: it goes forward from the start and back from the end for each. */
const tracedShare = 0.3;

export interface ParameterNorm {
  /** log10 ‖∂L/∂θ‖ over recurrent weights and biases. */
  readonly log10ParameterNorm: number;
  /** log10 ‖∂L/∂state_t‖ at the kept times, of the same trace. */
  readonly gradient: Float64Array;
  /** log10 ‖state_t‖ there. */
  readonly state: Float64Array;
  /** log10 of the norm of what step t adds to ∂L/∂W_hh, t from the kept times; NaN for t = 0, which is no step. */
  readonly terms: Float64Array;
}

/**
 * Of a network, along the engine's own trajectory. Yields which share is done.
 * @param together steps of a stretch
 * @throws the signal's reason
 */
export async function* parameterNormAlong(
  { experiment, index }: DrawnNetwork,
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
  together: number = stepsTogether(experiment),
): AsyncGenerator<number, ParameterNorm, void> {
  const { steps } = experiment;
  const times = keptTimes(experiment);
  const norms = new NormsThroughTime({ hiddenSize: experiment.hiddenSize, settings: experiment }, times);
  const terms = new Float64Array(times.length).fill(Number.NaN);
  const places = new Map(times.map((time, place) => [time, place]));
  const breathe = breather(signal);
  let sum: TracedParameterNorm | undefined;
  let said = performance.now();
  for (let to = steps; to > 0; to -= together) {
    const stretch: Stretch = { from: Math.max(0, to - together), to };
    const trace = await engine.trace({ experiment, index }, { signal, stretch });
    const { from } = stretch;
    norms.take(trace, from);
    sum ??= new TracedParameterNorm(
      { ...drawNetwork(experiment, index), weights: trace.weights },
      await fastProducts(),
    );
    let done = 0;
    for (const _ of sum.take(trace)) {
      done += 1;
      const place = places.get(from + done);
      if (place !== undefined) terms[place] = sum.newestTerm;
      await breathe();
      if (performance.now() - said < betweenWords) continue;
      said = performance.now();
      const share = tracedShare + ((1 - tracedShare) * done) / (to - from);
      yield (steps - to + share * (to - from)) / steps;
    }
  }
  if (!sum) throw new RangeError('A sequence has at least one step.');
  const { log10GradientNorm, log10StateNorm } = norms.whole();
  return { log10ParameterNorm: sum.decades(), gradient: log10GradientNorm, state: log10StateNorm, terms };
}

/** Milliseconds between two words on how far it is. */
const betweenWords = 100;

function stepsTogether(experiment: Experiment): number {
  const { parts, preActivations } = cellOf(experiment);
  return Math.floor(numbersTogether / ((2 * parts + preActivations) * experiment.hiddenSize));
}
