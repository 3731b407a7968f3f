/** ρ of a network that learns: of θ as it is, whatever it was drawn as. */
import { candidateMatrix } from '../networks/cell.ts';
import { cellOf } from '../networks/cells.ts';
import type { LearningNetwork } from '../networks/learning/learning_measurement.ts';
import { partsOf } from '../networks/learning/parameters.ts';
import { tasks } from '../networks/learning/tasks.ts';
import { largestModulus } from '../networks/rest_radius.ts';
import { inBreaths } from '../networks/spectra/steps.ts';
import { bareEigenvalueSteps } from '../networks/spectrum.ts';

/**
 * ρ(W_hh), of a gated cell its candidate's; NaN where W_hh is not finite. By bare eigenvalues, which take less time than learning.
 * @param breathe lets others in between two steps of it
 */
export async function learntRadius(
  { experiment, learning }: LearningNetwork,
  theta: Float64Array,
  breathe: () => Promise<void> | undefined,
): Promise<number> {
  const { hiddenSize } = experiment;
  const cell = cellOf(experiment);
  const { weightHH } = partsOf(theta, { cell, hiddenSize, task: tasks[learning.task] });
  const matrix = candidateMatrix(cell, weightHH);
  // Weights may overflow in the last update before a network is seen to diverge.
  if (!matrix.every(Number.isFinite)) return Number.NaN;
  return largestModulus(await inBreaths(bareEigenvalueSteps(matrix, hiddenSize), breathe));
}
