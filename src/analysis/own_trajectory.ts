/**
 * The first two checks of trust: the oracle, in float64, along an engine's own trajectory. They hold in chaos
 * too, where no trajectory can be compared with another.
 */
import type { ScaledRows, Trace } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { scaledValue } from '../networks/activation.ts';
import { backward } from '../networks/backward.ts';
import { stepForward } from '../networks/forward.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import { log10Norm, type ScaledVector, timesPowerOfTwo } from '../networks/scaled_vector.ts';
import { entry, largestMagnitude } from '../networks/vector.ts';

/** Most decades that the engine's gradient norm may be off, for 99 % of networks; thirty times that for all. */
export function gradientLimit(steps: number): number {
  return 1e-4 * Math.sqrt(steps / 100) + 1e-7 * steps;
}

/** Most that one step may be off, relative to the state's scale. */
export const residualLimit = 5e-6;

export interface OwnTrajectoryErrors {
  /** Largest |Δlog10 norm| over all t, in decades. */
  readonly gradient: number;
  /** Largest one-step residual over all t, relative to the state's scale (1 for a bounded φ). */
  readonly residual: number;
}

/** Compares a trace with the oracle, on the trace's own matrix. A NaN in the trace is a NaN here. */
export function ownTrajectoryErrors(experiment: Experiment, trace: Trace): OwnTrajectoryErrors {
  const network = { ...drawNetwork(experiment, trace.index), weights: trace.weights };
  const preActivations = rowsOf(trace.preActivation, experiment.hiddenSize);
  return {
    gradient: gradientError(network, preActivations, rowsOf(trace.gradient, experiment.hiddenSize)),
    residual: oneStepResidual(network, experiment.warmUp, trace, preActivations),
  };
}

/** The rows of a trace, one vector each. */
export function rowsOf({ values, exponents }: ScaledRows, size: number): ScaledVector[] {
  return Array.from(exponents, (exponent, row) => ({
    values: values.slice(row * size, (row + 1) * size),
    exponent,
  }));
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
  let [state] = rowsOf(trace.initialState, network.bias.length);
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
    // Not `scale > 0`: a scale that is NaN must not hide.
    if (scale !== 0) worst = Math.max(worst, largestMagnitude(difference) / scale);
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
