/**
 * The fourth check of trust: in chaos two trajectories part after ln(0.1/6e-8)/λ steps, whatever their
 * precision, so that only ensembles can be compared: an engine's growth rates with float64's on other draws.
 */
import { trustChecks } from '../analysis/agreement.ts';
import type { Check } from '../analysis/check.ts';
import { growthRate } from '../analysis/independent_run.ts';
import { gradientLimit } from '../analysis/own_trajectory_limits.ts';
import type { Instrument } from '../engines/engine.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { drawNetwork } from '../networks/network.ts';
import { stepOperations } from '../networks/operations.ts';
import { runNetwork } from '../networks/run.ts';
import { oneTurn } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';

/** Networks of each kind, unless there are fewer, or that many steps in float64 would take too long. */
const wantedNetworks = 64;
/** Fewer say nothing. */
const leastNetworks = 8;
/** Operations that float64 may spend: a few seconds. */
const mostOperations = 5e8;
/** Standard errors that two means may be apart. */
const standardErrors = 4;

/** Networks that the comparison can afford; too few for any is 0. */
function affordable(experiment: Experiment): number {
  const { warmUp, steps, networks: most } = experiment;
  const networks = Math.floor(mostOperations / (stepOperations(experiment) * (warmUp + 2 * steps)));
  const wanted = Math.min(networks, wantedNetworks, most);
  return wanted < leastNetworks ? 0 : wanted;
}

/**
 * Mean growth rates of the first networks of an experiment and of as many others that float64 draws from
 * another seed at the same gains; undefined where float64 would take too long, or too few networks live.
 *
 * The limit is 4·√(s₁²/M + s₂²/M). Because the networks are paired by their gain, the variance of the
 * differences stands for s₁² + s₂²: it is the same at one gain, and along an axis it leaves out how λ itself
 * changes with the gain, which would hide any error.
 */
export async function compareGrowth(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Check | undefined> {
  const networks = affordable(experiment);
  if (networks === 0) return undefined;
  const measured = await measuredRates(engine, { ...experiment, networks }, signal);
  const others = { ...experiment, seed: (experiment.seed ^ 0x9e3779b9) >>> 0 };
  const differences: number[] = [];
  for (const [index, rate] of measured.entries()) {
    await oneTurn();
    signal.throwIfAborted();
    const { gradients } = await runNetwork(drawNetwork(others, index), others);
    const difference = rate - growthRate(gradients);
    // A dead network has no rate. NaN, which must not pass, is none of these.
    if (Math.abs(difference) !== Infinity && !(rate === -Infinity)) differences.push(difference);
  }
  if (differences.length < leastNetworks) return undefined;
  const mean = meanOf(differences);
  const variance = meanOf(differences.map((value) => (value - mean) ** 2));
  const error = Math.sqrt(variance / (differences.length - 1));
  // Where nothing is random (identity matrices) rounding is what is left.
  const rounding = (Math.LN10 * gradientLimit(experiment.steps)) / experiment.steps;
  const limit = standardErrors * error + rounding;
  // Of the means: there is one error, whatever the number of networks.
  const passed = Math.abs(mean) <= limit;
  return {
    ...{ check: trustChecks.growth, networks: differences.length, worst: Math.abs(mean), limit },
    ...{ unit: 'nats per step', beyond: passed ? 0 : differences.length, passed },
  };
}

/** λ of every network, as the engine measures it: draws of the run that it has just finished, which it keeps. */
async function measuredRates(
  engine: Instrument,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<number[]> {
  const times = keptTimes(experiment).length;
  const rates: number[] = [];
  for await (const { count, log10GradientNorm } of engine.measure(experiment, { signal })) {
    for (let row = 0; row < count; row++) {
      const decades = entry(log10GradientNorm, row * times) - entry(log10GradientNorm, (row + 1) * times - 1);
      rates.push((Math.LN10 * decades) / experiment.steps);
    }
  }
  return rates;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
