/** Networks in float64, one after another: all that the oracle measures, and what leaves float32's range on other engines. */
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { activationOf } from '../networks/activation.ts';
import { cellOf, isStaged, isUnscaled } from '../networks/cells.ts';
import { lengthOf } from '../networks/given/given_network.ts';
import type { Measurement, OptionalQuantity } from '../networks/measurement.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import { type Run, runStretches, stepsOfRun } from '../networks/run.ts';
import { log10Norm, plus, type ScaledVector, scaledZero } from '../networks/scaled_vector.ts';
import { isDrawn, type SingleNetwork, sequenceOf, settingsIn } from '../networks/single_network.ts';
import {
  rowsOf,
  type ScaledRows,
  type Trace,
  type TracedStretch,
  type TraceOptions,
} from '../networks/trace.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import { weightGradient } from '../networks/weight_gradient.ts';
import type { MeasureOptions } from './engine.ts';
import { beyondRange } from './facts/range.ts';
import { requireFiniteTrace } from './given.ts';
import { steplessly, TraceRows } from './trace_rows.ts';

/** What a run of one network comes to: see Measurement. */
interface Flow {
  /** Decades at the kept times. */
  readonly log10GradientNorm: Float64Array;
  readonly log10StateNorm: Float64Array;
  readonly deathStep: number;
  /** Decades; only where it was wanted. */
  readonly log10ParameterNorm: number | undefined;
}

/** Runs one network of an experiment. @throws the signal's reason */
export async function flowInFloat64(
  network: Network,
  experiment: Experiment,
  wants: readonly OptionalQuantity[],
  { signal, progress }: Pick<MeasureOptions, 'signal' | 'progress'>,
): Promise<Flow> {
  const breathe = counted(breather(signal), stepsOfRun(experiment), progress);
  const times = keptTimes(experiment);
  const log10GradientNorm = new Float64Array(times.length);
  const log10StateNorm = new Float64Array(times.length);
  const summed = wants.includes('parameterNorm');
  let parameters = scaledZero(summed ? network.weights.length : 0);
  let deathStep = -1;
  for await (const run of runStretches(network, experiment, breathe)) {
    const { from, gradients } = run;
    const states = statesOf(run);
    times.forEach((t, place) => {
      const [gradient, state] = [gradients[t - from], states[t - from]];
      if (gradient) log10GradientNorm[place] = log10Norm(gradient);
      if (state) log10StateNorm[place] = log10Norm(state);
    });
    const dead = gradients.findLastIndex(({ values }) => values.every((delta) => delta === 0));
    if (deathStep < 0 && dead >= 0) deathStep = from + dead;
    if (summed) parameters = plus(parameters, await weightGradient(network, run, breathe));
  }
  return {
    ...{ log10GradientNorm, log10StateNorm, deathStep },
    log10ParameterNorm: summed ? log10Norm(parameters) : undefined,
  };
}

/** A pause that tells, whenever it is one, which share of so many steps is done. */
export function counted(
  breathe: () => Promise<void> | undefined,
  steps: number,
  progress: MeasureOptions['progress'],
): () => Promise<void> | undefined {
  if (!progress) return breathe;
  let done = 0;
  return () => {
    done += 1;
    const pause = breathe();
    if (pause) progress(Math.min(1, done / steps));
    return pause;
  };
}

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
  if (!trace || (!isDrawn(network) && vanishes(trace)))
    return traceInFloat64(network, { signal, stretch: wanted, ...(progress && { progress }) });
  return isDrawn(network) ? trace : requireFiniteTrace(trace, 'float32');
}

/** Everything about one network, drawn or given. @throws the signal's reason @throws {RangeError} as above */
export async function traceInFloat64(
  traced: SingleNetwork,
  { signal, stretch, progress }: TraceOptions,
): Promise<Trace> {
  const wanted = requireTraceable(traced, stretch);
  const { from, to } = wanted;
  const { network, ...length } = sequenceOf(traced);
  const { cell, weights } = network;
  const width = (vectors: number) => vectors * network.hiddenSize;
  const state = new TraceRows(wanted, to - from + 1, width(cell.parts));
  const preActivation = new TraceRows(steplessly(wanted), to - from, width(cell.preActivations));
  const gradient = new TraceRows(wanted, to - from + 1, width(cell.parts));
  const breathe = counted(breather(signal), stepsOfRun(length), progress);
  for await (const run of runStretches(network, length, breathe)) {
    state.take(scaledRows(statesOf(run)), run.from);
    preActivation.take(scaledRows(run.steps.map((step) => step.preActivation)), run.from);
    gradient.take(scaledRows(run.gradients), run.from);
    if (run.from <= from) break;
  }
  return { weights, state, preActivation, gradient };
}

/** state_from … of a run. */
function statesOf({ start, steps }: Run): ScaledVector[] {
  return [start, ...steps.map((step) => step.state)];
}

/** Numbers of a trace at most, which take eight bytes each. */
const mostTracedNumbers = 2 ** 26;

/** The stretch itself, the whole sequence unless said. @throws {RangeError} in a sentence, where it is more than fits */
function requireTraceable(network: SingleNetwork, stretch?: TracedStretch): TracedStretch {
  const { hiddenSize, steps } = isDrawn(network)
    ? network.experiment
    : { hiddenSize: network.hiddenSize, steps: lengthOf(network) };
  const { parts, preActivations } = cellOf(settingsIn(network));
  const wanted = stretch ?? { from: 0, to: steps };
  const most = Math.floor(mostTracedNumbers / ((2 * parts + preActivations) * hiddenSize));
  if ((wanted.times?.length ?? wanted.to - wanted.from) <= most) return wanted;
  throw new RangeError(
    `Everything about ${wanted.to - wanted.from} steps of such a network is more than fits; up to ${most} at a time are allowed`,
  );
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
    const network = drawNetwork(experiment, chunk.first + i);
    const flow = await flowInFloat64(network, experiment, wants, { signal });
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

function scaledRows(rows: readonly ScaledVector[]): ScaledRows {
  const size = rows[0]?.values.length ?? 0;
  const values = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row.values, i * size);
  });
  return { values, exponents: Int32Array.from(rows, ({ exponent }) => exponent) };
}
