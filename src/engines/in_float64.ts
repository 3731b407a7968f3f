/** One network in float64: all that the oracle measures, and what leaves float32's range on other engines. */
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import type { OptionalQuantity } from '../networks/measurement.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import { type Run, runStretches, stepsOfRun } from '../networks/run.ts';
import { log10Norm, plus, type ScaledVector, scaledZero } from '../networks/scaled_vector.ts';
import { type SingleNetwork, sequenceOf } from '../networks/single_network.ts';
import type { ScaledRows, Trace, TraceOptions } from '../networks/trace.ts';
import { breather } from '../networks/turn.ts';
import { weightGradient } from '../networks/weight_gradient.ts';
import type { MeasureOptions } from './engine.ts';
import { steplessly, TraceRows } from './trace_rows.ts';
import { requireTraceable } from './traceable.ts';

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

/** Draws a network of an experiment, and runs it. @throws the signal's reason */
export function drawnFlow(
  experiment: Experiment,
  index: number,
  wants: readonly OptionalQuantity[],
  options: Pick<MeasureOptions, 'signal' | 'progress'>,
): Promise<Flow> {
  return flowInFloat64(drawNetwork(experiment, index), experiment, wants, options);
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

function scaledRows(rows: readonly ScaledVector[]): ScaledRows {
  const size = rows[0]?.values.length ?? 0;
  const values = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row.values, i * size);
  });
  return { values, exponents: Int32Array.from(rows, ({ exponent }) => exponent) };
}
