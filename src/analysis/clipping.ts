/**
 * `clip_grad_norm_` as it is (Pascanu, Mikolov & Bengio 2013): once, after the backward pass, the parameter gradient
 * is multiplied by min(1, c/‖∂L/∂θ‖). One factor for every t: the curve through time moves, its slope stays.
 */
import type { Trace } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { drawNetwork } from '../networks/network.ts';
import { log10ParameterNorm, parameterGradient } from '../networks/parameter_gradient.ts';
import { stepsOf } from './own_trajectory.ts';

/** log10 ‖∂L/∂θ‖ of a traced network, in float64 along the trace's own trajectory, in decades. */
export function tracedParameterNorm(experiment: Experiment, trace: Trace): number {
  const network = { ...drawNetwork(experiment, trace.index), weights: trace.weights };
  return log10ParameterNorm(network, parameterGradient(network, stepsOf(trace)));
}

/** log10 of the one factor, at most 0, for a threshold c > 0 and log10 ‖∂L/∂θ‖. */
export function clippingDecades(threshold: number, log10Norm: number): number {
  return Math.min(0, Math.log10(threshold) - log10Norm);
}
