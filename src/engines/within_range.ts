/** What of a float32 engine's numbers has left its range, and is measured in float64 in their place: loaded when that is needed. */
import type { Experiment } from '../experiment/experiment.ts';
import { keptTimes } from '../experiment/experiment.ts';
import { activationOf } from '../networks/activation.ts';
import { isStaged, isUnscaled } from '../networks/cells.ts';
import type { Measurement, OptionalQuantity } from '../networks/measurement.ts';
import type { ScaledVector } from '../networks/scaled_vector.ts';
import { isDrawn, type SingleNetwork, settingsIn } from '../networks/single_network.ts';
import { rowsOf, type Trace, type TracedStretch, type TraceOptions } from '../networks/trace.ts';
import { entry } from '../networks/vector.ts';
import { beyondRange } from './facts/range.ts';
import { requireFiniteTrace } from './given.ts';
import { requireTraceable } from './traceable.ts';

/**
 * A trace by a float32 engine's kernels, or in float64 where they have no such cell or the network leaves their range.
 * @param kernels undefined for a network that leaves it
 * @throws {RangeError} in a sentence, where so many times are more than fits @throws as the kernels do
 */
export async function traceWithinRange(
  network: SingleNetwork,
  { signal, stretch, progress }: TraceOptions,
  kernels: (stretch: TracedStretch) => Promise<Trace | undefined>,
): Promise<Trace> {
  const wanted = requireTraceable(network, stretch);
  const trace = isStaged(settingsIn(network)) ? undefined : await kernels(wanted);
  if (!trace || (!isDrawn(network) && vanishes(trace))) {
    const { traceInFloat64 } = await import('./in_float64.ts');
    return traceInFloat64(network, { signal, stretch: wanted, ...(progress && { progress }) });
  }
  return isDrawn(network) ? trace : requireFiniteTrace(trace, 'float32');
}

/** A chunk of a float32 engine, in which float64 has taken the place of what left the range. */
export async function withinRange(
  chunk: Measurement,
  experiment: Experiment,
  wants: readonly OptionalQuantity[],
  signal: AbortSignal,
): Promise<Measurement> {
  const begun = performance.now();
  const times = keptTimes(experiment).length;
  let beyond = 0;
  const vanishes = !isUnscaled(experiment) && !activationOf(experiment).homogeneous;
  for (let i = 0; i < chunk.count; i++) {
    const states = chunk.log10StateNorm.subarray(i * times, (i + 1) * times);
    const gradients = chunk.log10GradientNorm.subarray(i * times, (i + 1) * times);
    const parameters = chunk.log10ParameterNorm?.[i];
    const held =
      entry(chunk.deathStep, i) !== beyondRange &&
      !(vanishes && disappears(states)) &&
      !hasLeft(states) &&
      !hasLeft(gradients) &&
      (parameters === undefined || !isLost(parameters, gradients, states));
    if (held) continue;
    beyond += 1;
    const { drawnFlow } = await import('./in_float64.ts');
    const flow = await drawnFlow(experiment, chunk.first + i, wants, { signal });
    gradients.set(flow.log10GradientNorm);
    states.set(flow.log10StateNorm);
    chunk.deathStep[i] = flow.deathStep;
    if (flow.log10ParameterNorm !== undefined)
      chunk.log10ParameterNorm?.fill(flow.log10ParameterNorm, i, i + 1);
  }
  const seconds = (performance.now() - begun) / 1000;
  return { ...chunk, beyondRange: { networks: beyond, seconds } };
}

/**
 * Whether something of a trace is exactly zero that was not: of a network that is given nobody knows beforehand whether it
 * should be, after a silence in its inputs for instance, and float64 can tell.
 */
function vanishes({ state, gradient }: Trace): boolean {
  const isZero = ({ values }: ScaledVector) => values.every((value) => value === 0);
  const [states, gradients] = [rowsOf(state), rowsOf(gradient).reverse()];
  return [states, gradients].some((rows) =>
    rows.some((row, i) => isZero(row) && !isZero(rows[i - 1] ?? row)),
  );
}

/** Whether a state that was there is gone: a smooth φ makes it small, never nothing. */
function disappears(log10StateNorms: Float64Array): boolean {
  const gone = log10StateNorms.lastIndexOf(-Infinity);
  return gone > 0 && log10StateNorms.subarray(0, gone).some((decades) => decades > -Infinity);
}

/** Whether sums left float32's range: of gates and an unbounded φ some do, beside rows of W that are empty. */
function hasLeft(log10Norms: Float64Array): boolean {
  // A plain loop: every norm of every network comes by here.
  for (const decades of log10Norms) if (!(decades < Infinity)) return true;
  return false;
}

/** Terms of ∂L/∂W_hh this many decades below their gradient and state were products of slopes that float32 may not hold. */
const mostBelow = 25;

/** Whether gates passed on a gradient of which next to nothing reached the matrices. */
function isLost(
  log10ParameterNorm: number,
  log10GradientNorms: Float64Array,
  log10StateNorms: Float64Array,
): boolean {
  const expected = log10GradientNorms.map((decades, place) => decades + entry(log10StateNorms, place));
  return (
    log10ParameterNorm < expected.reduce((most, decades) => Math.max(most, decades), -Infinity) - mostBelow
  );
}
