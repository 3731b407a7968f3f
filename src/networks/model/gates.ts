/** What the gates of a layer do while it reads: how far they are open, and how much of them is so deep that hardly a gradient passes. */

import { isGated } from '../../experiment/experiment.ts';
import { activationOf, scaledSlope } from '../activation.ts';
import { logistic, plainLogisticSlope } from '../activations/sigmoid.ts';
import { cellOf } from '../cells.ts';
import { blocksOf } from '../given/recurrent_layer.ts';
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { numberOf } from '../wide.ts';
import type { Layer } from './model.ts';
import type { Passage } from './passage.ts';

/** Of one gate, or of the candidate, over all units, steps and sequences. */
export interface GateUse {
  /** PyTorch's letter: i, f, g, o of an LSTM, r, z, n of a GRU, h of what has no gates. */
  readonly gate: string;
  /** The mean of σ(z), from 0 (closed) to 1; of a gate only. */
  readonly opening?: number;
  /** The share whose slope is below one hundredth of the greatest that it can be: |z| beyond about 6 of σ, 3 of tanh. */
  readonly flat: number;
}

const flatBelow = 0.01;

export function gatesOf({ settings, hiddenSize }: Layer, passages: readonly Passage[]): GateUse[] {
  const cell = cellOf(settings);
  const activation = activationOf(settings);
  const letters = isGated(settings.cell) ? [...blocksOf[settings.cell]] : ['h'];
  return letters.map((gate, block) => {
    const gated = isGated(settings.cell);
    const isGate = gated && block !== cell.candidate;
    const shift = gate === 'f' ? Math.fround(settings.forgetBias) : 0;
    let [count, flat, open] = [0, 0, 0];
    for (const { kept } of passages) {
      for (const { values, exponent } of kept) {
        for (let unit = 0; unit < hiddenSize; unit++) {
          const kept = entry(values, block * hiddenSize + unit);
          count++;
          if (isGate) {
            const z = timesPowerOfTwo(kept, exponent) + shift;
            if (4 * plainLogisticSlope(z) < flatBelow) flat++;
            open += logistic(z);
          } else if (
            numberOf(scaledSlope(activation, kept, exponent)) / activation.greatestSlope <
            flatBelow
          ) {
            flat++;
          }
        }
      }
    }
    return { gate, ...(isGate && { opening: open / count }), flat: flat / count };
  });
}
