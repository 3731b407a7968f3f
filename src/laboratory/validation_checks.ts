/** The checks that validation holds an engine to: each measures one experiment and says how far off it is. */

import { checksOf } from '../analysis/agreement.ts';
import { type Check, judge, judgeWithOutliers } from '../analysis/check.ts';
import { Collection, type Curve } from '../analysis/collection.ts';
import { independentLimit } from '../analysis/independent_run.ts';
import { type OwnTrajectoryErrors, ownTrajectoryErrors, stepsOf } from '../analysis/own_trajectory.ts';
import { gradientLimit } from '../analysis/own_trajectory_limits.ts';
import type { Instrument } from '../engines/engine.ts';
import { type Experiment, keptTimes, type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { say } from '../language/say.ts';
import { backward } from '../networks/backward.ts';
import { cellOf } from '../networks/cells.ts';
import { blockOf, drawWeights, ensembleOf } from '../networks/ensemble.ts';
import { drawNetwork } from '../networks/network.ts';
import { parameterGradient } from '../networks/parameter_gradient.ts';
import { restRadius } from '../networks/rest_radius.ts';
import { log10Norm, type ScaledVector, timesPowerOfTwo } from '../networks/scaled_vector.ts';
import { givenFrom } from '../networks/single_network.ts';
import { eigenvalues, spectralNorm, spectralRadius } from '../networks/spectrum.ts';
import type { ScaledRows, Trace } from '../networks/trace.ts';
import { rowsOf } from '../networks/trace.ts';
import { entry, largestMagnitude } from '../networks/vector.ts';
import { inspect, judgeGradient, judgeStep } from './agreement.ts';

/** Looks at the signal between networks; what an engine throws passes through. */
export type Checking = (engine: Instrument, experiment: Experiment, signal: AbortSignal) => Promise<Check[]>;

/** Standard deviations that a normal number may be off: float32, and the quantile's polynomial. */
const drawLimit = 2e-6;
/** Orthonormalisation in float32 loses as many digits as the Gaussian matrix's condition number has. */
const orthonormalDrawLimit = 1e-3;
/** Relative; from squarings in float32. */
const spectrumLimit = 1e-3;

/**
 * Matrices, initial states and cotangents against float64's from the same integers. A single wrong bit of a
 * counter or key makes an unrelated integer, so that numbers which agree to 2e-6 come from the same ones.
 */
export async function drawErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const { hiddenSize, networks } = experiment;
  const errors: number[] = [];
  for (let index = 0; index < networks; index++) {
    signal.throwIfAborted();
    const { weights, state, gradient } = await engine.trace({ experiment, index }, { signal });
    const exact = drawNetwork(experiment, index);
    const alone = await engine.weights({ experiment, index });
    const entries =
      Math.max(worstDifference(weights, exact.weights), worstDifference(alone, exact.weights)) *
      Math.sqrt(hiddenSize);
    const start = worstDifference(unscaled(rowsOf(state)[0]), exact.initialState);
    const end = worstDifference(unscaled(rowsOf(gradient).at(-1)), exact.cotangent);
    errors.push(Math.max(entries, start, end));
  }
  const limit = ensembleOf(experiment).orthonormal ? orthonormalDrawLimit : drawLimit;
  return [judge({ check: say`draws`, limit, unit: 'standard deviations' }, errors)];
}

/** ρ and ‖·‖₂ of the candidate's block, and ρ at rest, against a library's eigenvalues and singular values. */
export async function spectrumErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const { hiddenSize } = experiment;
  const { candidate, rest } = cellOf(experiment);
  const columns = await spectra(engine, experiment, signal);
  const compare = (
    check: string,
    measured: readonly number[],
    exact: (candidate: Float64Array, gain: number) => number,
  ): Check => {
    const errors = measured.map((value, index) => {
      const block = blockOf(drawWeights(experiment, index), candidate, hiddenSize);
      const truth = exact(block, networkSettings(experiment, index).gain);
      // Of a nilpotent matrix both are 0.
      return value === truth ? 0 : Math.abs(value / truth - 1);
    });
    return judge({ check, limit: spectrumLimit, unit: say`relative` }, errors);
  };
  return [
    compare('spectral radius', columns.radius, (block, gain) => gain * spectralRadius(block, hiddenSize)),
    compare('spectral norm', columns.norm, (block, gain) => gain * spectralNorm(block, hiddenSize)),
    compare('radius at rest', columns.rest, (block, gain) =>
      restRadius(eigenvalues(block, hiddenSize), rest, gain),
    ),
  ];
}

/** ρ, ‖·‖₂ and ρ at rest of every network. */
async function spectra(engine: Instrument, experiment: Experiment, signal: AbortSignal) {
  const radius: number[] = [];
  const norm: number[] = [];
  const rest: number[] = [];
  for await (const measured of engine.measure(experiment, { signal, wants: ['restRadius'] })) {
    radius.push(...measured.spectralRadius);
    norm.push(...measured.spectralNorm);
    rest.push(...(measured.restRadius ?? []));
  }
  return { radius, norm, rest };
}

/** A check under another name, where it is made of the same kernels twice. */
export function under(name: (check: string) => string, checking: Checking): Checking {
  return async (engine, experiment, signal) =>
    (await checking(engine, experiment, signal)).map((check) => ({ ...check, check: name(check.check) }));
}

/** The four checks of trust, of which the first two always apply. */
export async function trustErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  return checksOf(await inspect(engine, experiment, { signal })).map(([, check]) => check);
}

/** The two of them that are made along the engine's own trajectory: wherever in the box of all fields. */
export async function ownTrajectoryChecks(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const errors: OwnTrajectoryErrors[] = [];
  for (let index = 0; index < experiment.networks; index++) {
    signal.throwIfAborted();
    const network = { experiment, index };
    errors.push(ownTrajectoryErrors(network, await engine.trace(network, { signal })));
  }
  return [
    judgeStep(errors.map(({ residual }) => residual)),
    judgeGradient(
      experiment,
      errors.map(({ gradient }) => gradient),
    ),
  ];
}

/** What is measured of many networks, all together and the last of them alone, against the trace of each. */
export async function measurementErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const { networks } = experiment;
  const shard = { from: networks - 1, to: networks };
  const collection = await collect(engine, experiment, signal);
  const alone = await collect(engine, experiment, signal, shard);
  const errors: number[] = [];
  for (let index = 0; index < networks; index++) {
    signal.throwIfAborted();
    const trace = await engine.trace({ experiment, index }, { signal });
    const measured = [collection.curve(index), ...(index === shard.from ? [alone.curve(0)] : [])];
    errors.push(Math.max(...measured.map((curve) => curveError(curve, trace, keptTimes(experiment)))));
  }
  return [
    judgeWithOutliers({ check: 'measured as traced', limit: independentLimit, unit: say`decades` }, errors),
  ];
}

/** The largest difference between norms at the kept times and those of a trace, in decades. */
function curveError(curve: Curve, { gradient, state }: Trace, times: readonly number[]): number {
  const error = (norms: Float64Array, rows: ScaledRows) => {
    const traced = rowsOf(rows).map(log10Norm);
    return largestMagnitude(norms.map((norm, i) => difference(norm, entry(traced, entry(times, i)))));
  };
  return Math.max(error(curve.log10GradientNorm, gradient), error(curve.log10StateNorm, state));
}

/** A network that is drawn against the same network given: its weights, inputs and both ends. */
export async function givenErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const errors: number[] = [];
  for (let index = 0; index < experiment.networks; index++) {
    signal.throwIfAborted();
    const drawn = await engine.trace({ experiment, index }, { signal });
    const given = await engine.trace(givenFrom({ experiment, index }), { signal });
    const exact = rowsOf(drawn.gradient).map(log10Norm);
    const norms = rowsOf(given.gradient).map(log10Norm).slice(experiment.warmUp);
    errors.push(norms.reduce((worst, norm, t) => Math.max(worst, difference(norm, entry(exact, t))), 0));
  }
  return [
    judgeWithOutliers({ check: 'given as drawn', limit: independentLimit, unit: say`decades` }, errors),
  ];
}

/** ‖∂L/∂W_hh‖ as measured of many networks against float64 along the trajectory of each one's trace. */
export async function parameterErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const measured: number[] = [];
  for await (const chunk of engine.measure(experiment, { signal, wants: ['parameterNorm'] })) {
    measured.push(...(chunk.log10ParameterNorm ?? []));
  }
  const errors: number[] = [];
  for (let index = 0; index < experiment.networks; index++) {
    signal.throwIfAborted();
    const trace = await engine.trace({ experiment, index }, { signal });
    const network = { ...drawNetwork(experiment, index), weights: trace.weights };
    const exact = log10Norm(parameterGradient(network, stepsOf(trace)).weights);
    errors.push(difference(entry(measured, index), exact));
  }
  const limit = gradientLimit(experiment.steps);
  return [judgeWithOutliers({ check: 'parameter gradient', limit, unit: say`decades` }, errors)];
}

/** Which networks die, and when, against float64 along the engine's own trajectory. */
export async function deathErrors(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check[]> {
  const { networks } = experiment;
  const collection = await collect(engine, experiment, signal);
  let wrong = 0;
  for (let index = 0; index < networks; index++) {
    signal.throwIfAborted();
    const trace = await engine.trace({ experiment, index }, { signal });
    const network = { ...drawNetwork(experiment, index), weights: trace.weights };
    const exact = backward(network, stepsOf(trace)).map(log10Norm);
    const death = exact.lastIndexOf(-Infinity);
    const norms = collection.curve(index).log10GradientNorm;
    const agrees =
      collection.deathStep[index] === death &&
      norms.every((norm, t) => (t <= death ? norm === -Infinity : Number.isFinite(norm)));
    if (!agrees) wrong += 1;
  }
  // One of a small sample may have a unit whose pre-activation rounds to the other side of the kink.
  const passed = wrong <= 1;
  const beyond = passed ? 0 : wrong;
  return [{ check: 'dead networks', networks, worst: wrong, limit: 1, unit: say`networks`, beyond, passed }];
}

/** |a − b| in decades, 0 where both are an exact zero's. */
function difference(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b);
}

async function collect(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
  range: NetworkRange = wholeOf(experiment),
): Promise<Collection> {
  const collection = new Collection(experiment, range);
  for await (const measurement of engine.measure(experiment, { signal, range })) {
    collection.append(measurement);
  }
  return collection;
}

/** max |a − b|; NaN where either holds one. */
function worstDifference(a: Float64Array, b: Float64Array): number {
  return largestMagnitude(a.map((value, i) => value - entry(b, i)));
}

/** The vector that a trace's row stands for. */
function unscaled(row: ScaledVector | undefined): Float64Array {
  if (!row) throw new RangeError('A trace holds no row.');
  return row.values.map((value) => timesPowerOfTwo(value, row.exponent));
}
