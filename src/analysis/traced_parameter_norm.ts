/** What clipping looks at: how large the parameter gradient of a traced network is. */
import { drawNetwork } from '../networks/network.ts';
import { log10ParameterNorm, parameterGradient } from '../networks/parameter_gradient.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import type { Trace } from '../networks/trace.ts';
import { stepsOf } from './own_trajectory.ts';

/** log10 ‖∂L/∂θ‖ of a traced network, in float64 along the trace's own trajectory, in decades. */
export function tracedParameterNorm({ experiment, index }: DrawnNetwork, trace: Trace): number {
  const network = { ...drawNetwork(experiment, index), weights: trace.weights };
  return log10ParameterNorm(network, parameterGradient(network, stepsOf(trace)));
}
