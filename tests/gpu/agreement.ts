/** The first two checks of trust: the oracle, in float64, along an engine's own trajectory. */
import type { ScaledRows, Trace } from '../../src/engines/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { scaledValue } from '../../src/networks/activation.ts';
import { backward } from '../../src/networks/backward.ts';
import { stepForward } from '../../src/networks/forward.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import { log10Norm, type ScaledVector, timesPowerOfTwo } from '../../src/networks/scaled_vector.ts';
import { entry, largestMagnitude } from '../../src/networks/vector.ts';

/** Most decades that the engine's gradient norm may be off, for 99 % of networks; thirty times that for all. */
export function gradientLimit(steps: number): number {
  return 1e-4 * Math.sqrt(steps / 100) + 1e-7 * steps;
}

/** Most that one step may be off, relative to the state's scale. */
export const residualLimit = 5e-6;

export interface Agreement {
  /** Largest |Δlog10 norm| over all t, in decades. */
  readonly gradient: number;
  /** Largest one-step residual over all t, relative to the state's scale (1 for a bounded φ). */
  readonly residual: number;
}

/** Compares a trace with the oracle, on the trace's own matrix. */
export function agreementOf(experiment: Experiment, trace: Trace): Agreement {
  const network = { ...drawNetwork(experiment, trace.index), weights: trace.weights };
  const preActivations = rows(trace.preActivation, experiment.hiddenSize);
  return {
    gradient: gradientError(network, preActivations, rows(trace.gradient, experiment.hiddenSize)),
    residual: oneStepResidual(network, experiment.warmUp, trace, preActivations),
  };
}

function gradientError(network: Network, preActivations: ScaledVector[], measured: ScaledVector[]): number {
  const exact = backward(network, preActivations).map(log10Norm);
  const errors = measured.map((gradient, t) => {
    const [a, b] = [log10Norm(gradient), entry(exact, t)];
    return a === b ? 0 : Math.abs(a - b);
  });
  return Math.max(...errors);
}

function oneStepResidual(
  network: Network,
  warmUp: number,
  trace: Trace,
  preActivations: ScaledVector[],
): number {
  let [state] = rows(trace.initialState, network.bias.length);
  let worst = 0;
  preActivations.forEach((measured, t) => {
    if (!state) return;
    const shift = state.exponent - measured.exponent;
    const from = {
      values: state.values.map((h) => timesPowerOfTwo(h, shift)),
      exponent: measured.exponent,
    };
    const stepped = stepForward(network, from, warmUp + t).preActivation;
    const exact = activated(network, stepped);
    const engine = activated(network, measured);
    const scale = Math.max(largestMagnitude(exact.values), boundedScale(network, measured.exponent));
    const difference = engine.values.map((h, unit) => h - entry(exact.values, unit));
    if (scale > 0) worst = Math.max(worst, largestMagnitude(difference) / scale);
    state = engine;
  });
  return worst;
}

function activated({ activation }: Network, { values, exponent }: ScaledVector): ScaledVector {
  return { values: values.map((z) => scaledValue(activation, z, exponent)), exponent };
}

/** The scale of a state that carries no exponent is 1. */
function boundedScale({ activation }: Network, exponent: number): number {
  return activation.homogeneous || exponent !== 0 ? 0 : 1;
}

function rows({ values, exponents }: ScaledRows, size: number): ScaledVector[] {
  return Array.from(exponents, (exponent, row) => ({
    values: values.slice(row * size, (row + 1) * size),
    exponent,
  }));
}
