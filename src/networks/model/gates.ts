/** What the gates of a layer do while it reads: how far they are open, and how much of them is so deep that hardly a gradient passes. */

import { isGated } from '../../experiment/experiment.ts';
import { activationOf, masks, scaledSlope } from '../activation.ts';
import { logistic, plainLogisticSlope } from '../activations/sigmoid.ts';
import { cellOf } from '../cells.ts';
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { numberOf } from '../wide.ts';
import { lettersOf } from './forward_peaks.ts';
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
  /** Both after step 1 … T, over units and the sequences that have such a step, [T]. */
  readonly openingByStep?: Float64Array;
  readonly flatByStep: Float64Array;
  /** The standard deviation of σ(z) over steps and sequences, in the mean over units; of a gate only. */
  readonly movement?: number;
  /** The share of units whose slope is exactly zero at every step of every sequence; only where an activation masks. */
  readonly deadUnits?: number;
  /** Of those, the share of all that come nowhere near: even at their best step further below zero than twice what others are above. */
  readonly unreachedUnits?: number;
}

const flatBelow = 0.01;

export function gatesOf(layer: Layer, passages: readonly Passage[]): GateUse[] {
  const { settings, hiddenSize } = layer;
  const cell = cellOf(settings);
  const activation = activationOf(settings);
  const letters = lettersOf(layer);
  const longest = Math.max(...passages.map(({ kept }) => kept.length));
  return letters.map((gate, block) => {
    const gated = isGated(settings.cell);
    const isGate = gated && block !== cell.candidate;
    const shift = gate === 'f' ? settings.forgetBias : 0;
    const masked = !isGate && masks(settings);
    const depth = masked ? -2 * heightOf(passages, block, hiddenSize) : -Infinity;
    let [steps, flat, open] = [0, 0, 0];
    const sums = new Float64Array(hiddenSize);
    const squares = new Float64Array(hiddenSize);
    const alive = new Uint8Array(hiddenSize);
    const best = new Float64Array(hiddenSize).fill(-Infinity);
    const openingByStep = new Float64Array(longest);
    const flatByStep = new Float64Array(longest);
    const unitsByStep = new Float64Array(longest);
    for (const { kept } of passages) {
      for (const [step, { values, exponent }] of kept.entries()) {
        steps++;
        const [flatBefore, openBefore] = [flat, open];
        for (let unit = 0; unit < hiddenSize; unit++) {
          const held = entry(values, block * hiddenSize + unit);
          const z = timesPowerOfTwo(held, exponent) + shift;
          const own = isGate
            ? 4 * plainLogisticSlope(z)
            : numberOf(scaledSlope(activation, held, exponent)) / activation.greatestSlope;
          if (own < flatBelow) flat++;
          if (isGate) {
            const opening = logistic(z);
            open += opening;
            sums[unit] = entry(sums, unit) + opening;
            squares[unit] = entry(squares, unit) + opening ** 2;
          } else if (masked) {
            if (own !== 0) alive[unit] = 1;
            best[unit] = Math.max(entry(best, unit), z);
          }
        }
        unitsByStep[step] = entry(unitsByStep, step) + hiddenSize;
        flatByStep[step] = entry(flatByStep, step) + flat - flatBefore;
        openingByStep[step] = entry(openingByStep, step) + open - openBefore;
      }
    }
    const count = steps * hiddenSize;
    const perUnit = (sum: number, step: number) => sum / entry(unitsByStep, step);
    const movement = squares.reduce(
      (sum, square, unit) =>
        sum + Math.sqrt(Math.max(0, square / steps - (entry(sums, unit) / steps) ** 2)) / hiddenSize,
      0,
    );
    const dead = alive.filter((lives) => lives === 0).length;
    const unreached = best.filter((most, unit) => alive[unit] === 0 && most < depth).length;
    return {
      gate,
      ...(isGate && { opening: open / count }),
      flat: flat / count,
      ...(isGate && { openingByStep: openingByStep.map(perUnit) }),
      flatByStep: flatByStep.map(perUnit),
      ...(isGate && { movement }),
      ...(masked && { deadUnits: dead / hiddenSize, unreachedUnits: unreached / hiddenSize }),
    };
  });
}

/** The root mean square of all pre-activations above zero; 0 where there are none. */
function heightOf(passages: readonly Passage[], block: number, size: number): number {
  let [count, squares] = [0, 0];
  for (const { kept } of passages) {
    for (const { values, exponent } of kept) {
      for (const z of values.subarray(block * size, (block + 1) * size)) {
        if (z <= 0) continue;
        count++;
        squares += (z * 2 ** exponent) ** 2;
      }
    }
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}
