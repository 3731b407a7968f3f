/** The third check of trust: a whole run in float64, on the same matrix, where the network forgets its errors. */

import { isKinked } from '../experiment/experiment.ts';
import { drawNetwork } from '../networks/network.ts';
import { runNetwork } from '../networks/run.ts';
import { log10Norm, type ScaledVector } from '../networks/scaled_vector.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import type { Trace } from '../networks/trace.ts';
import { rowsOf } from '../networks/trace.ts';

/** Most decades that log10 ‖∂L/∂h_0‖ may be off. */
export const independentLimit = 2e-4;
/** Networks that contract at least this much forget a rounding error, in nats per step. */
const contracting = -0.05;
const mostSteps = 1000;

/**
 * |Δlog10 ‖∂L/∂h_0‖| between a trace and float64 from the same start, in decades; undefined where the two
 * cannot be expected to agree.
 */
export async function independentError(
  { experiment, index }: DrawnNetwork,
  trace: Trace,
): Promise<number | undefined> {
  const { steps } = experiment;
  if (isKinked(experiment.activation) || steps > mostSteps) return undefined;
  const measured = rowsOf(trace.gradient);
  if (!(growthRate(measured) < contracting)) return undefined;
  const network = { ...drawNetwork(experiment, index), weights: trace.weights };
  const exact = await runNetwork(network, experiment);
  return Math.abs(startNorm(measured) - startNorm(exact.gradients));
}

/** λ in nats per step from δ_0 … δ_T; −Infinity where the gradient died. */
export function growthRate(gradients: readonly ScaledVector[]): number {
  const end = gradients.at(-1);
  const decades = startNorm(gradients) - (end ? log10Norm(end) : Number.NaN);
  return (Math.LN10 * decades) / (gradients.length - 1);
}

function startNorm([start]: readonly ScaledVector[]): number {
  return start ? log10Norm(start) : Number.NaN;
}
