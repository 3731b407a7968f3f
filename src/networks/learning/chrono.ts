/**
 * The chrono start (Tallec & Ollivier 2018): gates that keep are as open as a memory of ln U(1, T_max − 1) asks for, each unit its
 * own. A unit with the bias b keeps σ(b) a step, so that it remembers for about 1 + e^b steps.
 */
import { cellOf } from '../cells.ts';
import { purpose, word } from '../normal.ts';
import type { LearningNetwork } from './learning_measurement.ts';
import { partsOf } from './parameters.ts';
import { tasks } from './tasks.ts';

/** Sets the biases of θ's gates: of the one that keeps, with what the cell adds to it counted in, and of the one that lets in its negative. */
export function setChrono(theta: Float64Array, { experiment, index, learning }: LearningNetwork): void {
  const { hiddenSize, seed } = experiment;
  const cell = cellOf(experiment);
  if (!cell.remembering) return;
  const { keeps, bias: own, lets } = cell.remembering;
  const { bias } = partsOf(theta, { cell, hiddenSize, task: tasks[learning.task] });
  // The rows before are the biases that are drawn without it.
  for (let unit = 0; unit < hiddenSize; unit++) {
    const uniform = ((word(seed, purpose.bias, index, cell.blocks + 1, unit) >>> 8) + 0.5) * 2 ** -24;
    const keeping = Math.log(1 + uniform * Math.max(0, learning.chrono - 2));
    bias[keeps * hiddenSize + unit] = keeping - own;
    if (lets !== undefined) bias[lets * hiddenSize + unit] = -keeping;
  }
}
