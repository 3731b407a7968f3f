/** How far open an LSTM's forget gates are by themselves. */
import type { Layer } from '../../networks/model/model.ts';

/** b_f of all units in the mean, both biases together; 0 of a cell that has no forget gate. */
export function meanForgetBias({ settings, hiddenSize, biasIH, biasHH }: Layer): number {
  if (settings.cell !== 'lstm') return 0;
  const meanOf = (bias: Float64Array | undefined) =>
    bias ? bias.subarray(hiddenSize, 2 * hiddenSize).reduce((sum, value) => sum + value / hiddenSize, 0) : 0;
  return meanOf(biasIH) + meanOf(biasHH);
}
