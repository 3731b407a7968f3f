/** Where the gradient starts. */
import type { Experiment } from '../experiment/experiment.ts';

/** log10‖∂L/∂h_T‖: √N for the sum of the last state, 1 for a random unit direction. */
export function log10FinalNorm({ loss, hiddenSize }: Pick<Experiment, 'loss' | 'hiddenSize'>): number {
  return loss === 'sum' ? 0.5 * Math.log10(hiddenSize) : 0;
}
