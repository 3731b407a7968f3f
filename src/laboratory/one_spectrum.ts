/** One network's Lyapunov exponents: how they converge, and how far they are from float64 on the same trajectory. */

import { type Check, judge } from '../analysis/check.ts';
import { type Convergence, convergence, roundingOf } from '../analysis/lyapunov.ts';
import type { NetworkSpectrum } from '../analysis/network_spectrum.ts';
import { stepsOf } from '../analysis/own_trajectory.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { say } from '../language/say.ts';
import { frameGrowthAlong, framePlan } from '../networks/lyapunov.ts';
import { frameOperations } from '../networks/operations.ts';
import { type DrawnNetwork, sequenceOf } from '../networks/single_network.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import type { Bench } from './job.ts';
import { readingOptions, type SpectraAsked, spectraOf } from './spectra.ts';

export interface OneSpectrumRequest extends DrawnNetwork, SpectraAsked {}

export interface OneSpectrum {
  readonly index: number;
  readonly gain: number;
  readonly spectrum: NetworkSpectrum;
  readonly convergence: Convergence;
}

/** How far exponents are from float64's along the engine's own trajectory. */
export interface SpectrumCheck {
  /** The network is one. */
  readonly check: Check;
  /** How many are compared: the largest, as many as float64 has time for, and as rounding leaves where they are. */
  readonly exponents: number;
}

/** How far an exponent may be off, in nats per step … */
const exponentLimit = 1e-3;
/**
 * … where rounding moves it by less than a part of that: neighbours that it makes change places are off by up to 28 times as much
 * (64 units at gain 4, both engines' frames along one trajectory).
 */
const roundingPart = 32;
/** Operations of the oracle's that take some seconds. */
const mostOperations = 2e8;

/** Reports the network, then holds it against the oracle; undefined where that is the engine, or would take long. */
export async function* oneSpectrum(
  { experiment, index, exponents, every }: OneSpectrumRequest,
  { engine, signal, notify }: Pick<Bench, 'engine' | 'signal' | 'notify'>,
): AsyncGenerator<OneSpectrum, SpectrumCheck | undefined, void> {
  const range = { from: index, to: index + 1 };
  let found: OneSpectrum | undefined;
  for await (const chunk of spectraOf(engine, experiment, { exponents, every, range, signal, notify })) {
    const [spectrum] = typeof chunk === 'number' ? [] : chunk.spectra;
    if (typeof chunk === 'number' || !spectrum) continue;
    found = {
      index,
      gain: networkSettings(experiment, index).gain,
      spectrum,
      convergence: convergence(chunk.measurement, 0, framePlan(experiment, every)),
    };
    yield found;
  }
  const reading = readingOptions(engine, experiment, every);
  if (!found || reading.precision < 2 ** -24) return undefined;
  const affordable = affordableExponents(experiment, exponents, every);
  if (affordable < 1) return undefined;
  return held(found);

  /** Holds the engine's exponents against a frame in float64 along its own trajectory. */
  async function held(own: OneSpectrum): Promise<SpectrumCheck | undefined> {
    const { plan } = reading;
    // The frame is aligned on as many steps as the state is warmed up for.
    const longer = { ...experiment, steps: plan.align + plan.steps };
    const network = { experiment: longer, index };
    const trace = await engine.trace(network, { signal });
    const traced = { ...sequenceOf(network).network, weights: trace.weights };
    const breathe = breather(signal);
    const options = { seed: experiment.seed, exponents: affordable, plan, breathe };
    const exact = await frameGrowthAlong(traced, stepsOf(trace), options);
    const oracle = lastOf(convergence({ count: 1, ...exact }, 0, plan), affordable);
    const measured = lastOf(own.convergence, exponents);
    const errors = [...oracle].flatMap((exponent, j) => {
      const rounding = roundingOf(entry(exact.amplification, j), reading);
      const difference = entry(measured, j) === exponent ? 0 : Math.abs(entry(measured, j) - exponent);
      return roundingPart * rounding > exponentLimit ? [] : [difference];
    });
    if (errors.length === 0) return undefined;
    const measure = { check: 'exponents, same trajectory', limit: exponentLimit, unit: say`nats/step` };
    const worst = errors.some(Number.isNaN) ? Number.NaN : Math.max(...errors);
    return { check: judge(measure, [worst]), exponents: errors.length };
  }
}

/** The exponents over all windows, in the order of the frame's directions. */
function lastOf({ exponents }: Convergence, k: number): Float64Array {
  return exponents.subarray(exponents.length - k);
}

/** The largest exponents alone take less, and are the same: those after them change nothing in them. */
function affordableExponents(
  experiment: DrawnNetwork['experiment'],
  exponents: number,
  every: number,
): number {
  if (frameOperations(experiment, exponents, every) <= mostOperations) return exponents;
  const one = frameOperations(experiment, 1, every);
  return Math.min(exponents, Math.floor(mostOperations / one));
}
