/**
 * Every kernel of an engine held against its oracle: a table of check × ensemble × activation with the worst
 * error, its limit and a verdict. Small networks and short sequences, so that a processor takes seconds.
 */
import type { Engine, EngineName } from '../engines/engine.ts';
import { oneTurn } from '../engines/turn.ts';
import {
  type ActivationName,
  activations,
  type EnsembleName,
  type Experiment,
  ensembles,
  keptTimes,
} from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import { backward } from '../networks/backward.ts';
import { drawWeights } from '../networks/ensemble.ts';
import { drawNetwork } from '../networks/network.ts';
import { log10Norm, type ScaledVector, timesPowerOfTwo } from '../networks/scaled_vector.ts';
import { spectralNorm, spectralRadius } from '../networks/spectrum.ts';
import { entry, largestMagnitude } from '../networks/vector.ts';
import { type Deviation, inspect, judge } from './agreement.ts';
import { Collection } from './collection.ts';
import { independentLimit } from './independent_run.ts';
import { residualLimit, rowsOf } from './own_trajectory.ts';

export interface ValidationRow {
  readonly engine: EngineName;
  /** What was checked. */
  readonly check: string;
  readonly ensemble: EnsembleName;
  /** Absent where the check does without one. */
  readonly activation?: ActivationName;
  /** How many networks were compared. */
  readonly networks: number;
  readonly worst: number;
  readonly limit: number;
  /** Of `worst` and `limit`. */
  readonly unit: string;
  readonly passed: boolean;
}

/** Rows as they come, and how many of the table's parts are done. */
export interface ValidationProgress {
  readonly rows: readonly ValidationRow[];
  readonly done: number;
  readonly total: number;
}

type Result = Omit<ValidationRow, 'engine' | 'ensemble' | 'activation'>;

/** One part of the table. */
interface Part {
  readonly ensemble: EnsembleName;
  readonly activation?: ActivationName;
  readonly results: (engine: Engine, experiment: Experiment, signal: AbortSignal) => Promise<Result[]>;
  /** What differs from the default experiment. */
  readonly experiment: Partial<Experiment>;
}

/**
 * Validates an engine, part by part. What it throws, and the reason of an abort (looked at between parts and
 * networks), pass through.
 */
export async function* validateEngine(
  engine: Engine,
  signal: AbortSignal,
): AsyncGenerator<ValidationProgress, void, void> {
  const { name } = engine.describe();
  for (const [i, part] of parts.entries()) {
    await oneTurn();
    signal.throwIfAborted();
    const { ensemble, activation } = part;
    const experiment = { ...defaultExperiment, ...part.experiment, ensemble };
    const about = { engine: name, ensemble, ...(activation && { activation }) };
    const results = await part.results(
      engine,
      activation ? { ...experiment, activation } : experiment,
      signal,
    );
    const rows = results.map(({ check, ...result }) => ({ ...about, check, ...result }));
    yield { rows, done: i + 1, total: parts.length };
  }
}

/** Standard deviations that a normal number may be off: float32, and the quantile's polynomial. */
const drawLimit = 2e-6;
/** Orthonormalisation in float32 loses as many digits as the Gaussian matrix's condition number has. */
const orthogonalDrawLimit = 1e-3;
/** Relative; from squarings in float32. */
const spectrumLimit = 1e-3;

const parts: readonly Part[] = [
  ...ensembles.flatMap((ensemble): Part[] => [
    {
      ensemble,
      results: drawErrors,
      // A linear network at rest: the state that it starts from is the normal numbers themselves.
      experiment: {
        ...{ activation: 'identity', loss: 'random', gain: 1 },
        ...{ hiddenSize: 30, networks: 8, steps: 1, warmUp: 0 },
      },
    },
    {
      ensemble,
      results: spectrumErrors,
      experiment: { hiddenSize: 32, networks: 16, steps: 1, warmUp: 0, gain: 1 },
    },
    {
      ensemble,
      activation: 'relu',
      results: deathErrors,
      experiment: { hiddenSize: 4, networks: 32, steps: 50, warmUp: 10, gain: 1.2 },
    },
  ]),
  ...ensembles.flatMap((ensemble) =>
    activations.flatMap((activation): Part[] => [
      {
        ensemble,
        activation,
        results: trustErrors,
        experiment: {
          ...{ hiddenSize: 24, networks: 64, steps: 100, warmUp: 20, gain: [0.3, 3] },
          ...{ inputScale: 0.3, biasScale: 0.2, loss: 'random' },
        },
      },
      {
        ensemble,
        activation,
        results: measurementErrors,
        // Where networks contract a rounding error does not grow.
        experiment: {
          ...{ hiddenSize: 24, networks: 8, steps: 60, warmUp: 10, gain: [0.2, 0.6] },
          ...{ inputScale: 0.3, biasScale: 0.2 },
        },
      },
    ]),
  ),
];

/**
 * Matrices, initial states and cotangents against float64's from the same integers. A single wrong bit of a
 * counter or key makes an unrelated integer, so that numbers which agree to 2e-6 come from the same ones.
 */
async function drawErrors(engine: Engine, experiment: Experiment, signal: AbortSignal): Promise<Result[]> {
  const { ensemble, hiddenSize, networks } = experiment;
  let worst = 0;
  for (let index = 0; index < networks; index++) {
    signal.throwIfAborted();
    const { weights, initialState, gradient } = await engine.trace(experiment, index);
    const exact = drawNetwork(experiment, index);
    const entries = worstDifference(weights, exact.weights) * Math.sqrt(hiddenSize);
    const start = worstDifference(unscaled(rowsOf(initialState, hiddenSize)[0]), exact.initialState);
    const end = worstDifference(unscaled(rowsOf(gradient, hiddenSize).at(-1)), exact.cotangent);
    worst = Math.max(worst, entries, start, end);
  }
  const limit = ensemble === 'orthogonal' ? orthogonalDrawLimit : drawLimit;
  return [{ check: 'draws', networks, worst, limit, unit: 'standard deviations', passed: worst <= limit }];
}

/** ρ(W) and ‖W‖₂ against a library's eigenvalues and singular values. */
async function spectrumErrors(
  engine: Engine,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Result[]> {
  const collection = await collect(engine, experiment, signal);
  const compare = (
    check: string,
    measured: Float64Array,
    exact: (weights: Float64Array, size: number) => number,
  ): Result => {
    const errors = measured.map((value, index) =>
      Math.abs(value / exact(drawWeights(experiment, index), experiment.hiddenSize) - 1),
    );
    const worst = largestMagnitude(errors);
    const passed = worst <= spectrumLimit;
    return { check, networks: errors.length, worst, limit: spectrumLimit, unit: 'relative', passed };
  };
  return [
    compare('spectral radius', collection.spectralRadius, spectralRadius),
    compare('spectral norm', collection.spectralNorm, spectralNorm),
  ];
}

/** The four checks of trust, of which the first two always apply. */
async function trustErrors(engine: Engine, experiment: Experiment, signal: AbortSignal): Promise<Result[]> {
  const { gradient, residual, independent, growth } = await inspect(engine, experiment, { signal });
  const results = [
    {
      check: 'one step',
      networks: gradient.networks,
      worst: residual,
      limit: residualLimit,
      unit: 'of the state’s scale',
      passed: residual <= residualLimit,
    },
    decades('gradient, same trajectory', gradient),
  ];
  if (independent) results.push(decades('gradient, independent run', independent));
  if (growth) {
    const { networks, difference, limit } = growth;
    const passed = difference <= limit;
    results.push({ check: 'mean growth', networks, worst: difference, limit, unit: 'nats per step', passed });
  }
  return results;
}

/** What is measured of many networks against the trace of each. */
async function measurementErrors(
  engine: Engine,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Result[]> {
  const collection = await collect(engine, experiment, signal);
  const errors: number[] = [];
  for (let index = 0; index < experiment.networks; index++) {
    signal.throwIfAborted();
    const { gradient } = await engine.trace(experiment, index);
    const traced = rowsOf(gradient, experiment.hiddenSize).map(log10Norm);
    const { log10GradientNorm } = collection.curve(index);
    errors.push(
      keptTimes(experiment).reduce((worst, t, i) => {
        const [a, b] = [entry(log10GradientNorm, i), entry(traced, t)];
        return Math.max(worst, a === b ? 0 : Math.abs(a - b));
      }, 0),
    );
  }
  return [decades('measured as traced', judge(errors, independentLimit))];
}

/** Which networks die, and when, against float64 along the engine's own trajectory. */
async function deathErrors(engine: Engine, experiment: Experiment, signal: AbortSignal): Promise<Result[]> {
  const { hiddenSize, networks } = experiment;
  const collection = await collect(engine, experiment, signal);
  let wrong = 0;
  for (let index = 0; index < networks; index++) {
    signal.throwIfAborted();
    const { weights, preActivation } = await engine.trace(experiment, index);
    const network = { ...drawNetwork(experiment, index), weights };
    const exact = backward(network, rowsOf(preActivation, hiddenSize)).map(log10Norm);
    const death = exact.lastIndexOf(-Infinity);
    const norms = collection.curve(index).log10GradientNorm;
    const agrees =
      collection.deathStep[index] === death &&
      norms.every((norm, t) => (t <= death ? norm === -Infinity : Number.isFinite(norm)));
    if (!agrees) wrong += 1;
  }
  // One of a small sample may have a unit whose pre-activation rounds to the other side of the kink.
  return [{ check: 'dead networks', networks, worst: wrong, limit: 1, unit: 'networks', passed: wrong <= 1 }];
}

function decades(check: string, { networks, worst, limit, passed }: Deviation): Result {
  return { check, networks, worst, limit, unit: 'decades', passed };
}

async function collect(engine: Engine, experiment: Experiment, signal: AbortSignal): Promise<Collection> {
  const collection = new Collection(experiment);
  for await (const measurement of engine.measure(experiment, { signal })) collection.append(measurement);
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
