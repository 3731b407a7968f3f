/** Networks in float64, one after another: all that the oracle measures, and what leaves float32's range on other engines. */
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { activationOf } from '../networks/activation.ts';
import { type CellSettings, cellOf, isUnscaled } from '../networks/cells.ts';
import type { Measurement, OptionalQuantity } from '../networks/measurement.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import { type Run, runNetwork } from '../networks/run.ts';
import { log10Norm, type ScaledVector } from '../networks/scaled_vector.ts';
import { type SingleNetwork, sequenceOf } from '../networks/single_network.ts';
import { rowsOf, type ScaledRows, type Trace } from '../networks/trace.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import { weightGradient } from '../networks/weight_gradient.ts';
import { beyondRange } from './facts/range.ts';

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
  signal: AbortSignal,
): Promise<Flow> {
  const breathe = breather(signal);
  const run = await runNetwork(network, experiment, breathe);
  const { start, steps, gradients } = run;
  const atKeptTimes = (vectors: readonly ScaledVector[]) =>
    Float64Array.from(keptTimes(experiment), (t) => log10Norm(vectors[t] ?? start));
  return {
    log10GradientNorm: atKeptTimes(gradients),
    log10StateNorm: atKeptTimes([start, ...steps.map((step) => step.state)]),
    deathStep: gradients.findLastIndex(({ values }) => values.every((delta) => delta === 0)),
    log10ParameterNorm: wants.includes('parameterNorm')
      ? log10Norm(await weightGradient(network, run, breathe))
      : undefined,
  };
}

/** Everything about one network, drawn or given. @throws the signal's reason */
export async function traceInFloat64(traced: SingleNetwork, signal: AbortSignal): Promise<Trace> {
  const { network, ...length } = sequenceOf(traced);
  return traceOf(network, await runNetwork(network, length, breather(signal)));
}

/** Whether a cell has a second product in a step, which kernels do not: float64 measures it, whichever engine is asked. */
export function isStaged(settings: CellSettings): boolean {
  return cellOf(settings).stage !== undefined;
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
      !isStaged(experiment) &&
      entry(chunk.deathStep, i) !== beyondRange &&
      !(vanishes && disappears(states)) &&
      !hasLeft(states) &&
      !hasLeft(gradients) &&
      (parameters === undefined || !isLost(parameters, gradients, states));
    if (held) continue;
    beyond += 1;
    const network = drawNetwork(experiment, chunk.first + i);
    const flow = await flowInFloat64(network, experiment, wants, signal);
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
export function vanishes({ state, gradient }: Trace): boolean {
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

function traceOf({ weights }: Network, { start, steps, gradients }: Run): Trace {
  return {
    weights,
    state: scaledRows([start, ...steps.map((step) => step.state)]),
    preActivation: scaledRows(steps.map((step) => step.preActivation)),
    gradient: scaledRows(gradients),
  };
}

function scaledRows(rows: readonly ScaledVector[]): ScaledRows {
  const size = rows[0]?.values.length ?? 0;
  const values = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row.values, i * size);
  });
  return { values, exponents: Int32Array.from(rows, ({ exponent }) => exponent) };
}
