/** How much of what an LSTM's c holds its forget gates alone let through, step by step: the direct path of the gradient on c. */
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { lettersOf } from './forward_peaks.ts';
import type { Layer } from './model.ts';
import type { Passage } from './passage.ts';

/**
 * In decades, for t = 0 … T [T + 1]: log10 of Π f over the steps after t, to the end of each sequence; 0 at T. ∂c_T/∂c_t along c
 * alone is diag(Π f) (Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000).
 */
export interface ForgetMemory {
  /** The root mean square over units and sequences: what is left of a gradient that is as large at every unit. */
  readonly log10: Float64Array;
  /** Of the unit and sequence that forgets most, Σ log10 f, and of that which forgets least. */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Undefined of a cell without forget gates. */
export function forgetMemoryOf(layer: Layer, passages: readonly Passage[]): ForgetMemory | undefined {
  const { hiddenSize, settings } = layer;
  const block = lettersOf(layer).indexOf('f');
  if (block < 0) return undefined;
  const shift = settings.forgetBias;
  const longest = Math.max(...passages.map(({ kept }) => kept.length));
  const sums = passages.map(() => new Float64Array(hiddenSize));
  const memory = {
    log10: new Float64Array(longest + 1),
    least: new Float64Array(longest + 1),
    most: new Float64Array(longest + 1),
  };
  for (let step = longest - 1; step >= 0; step--) {
    let [least, most] = [Infinity, -Infinity];
    const reached = passages.flatMap(({ kept }, element) => {
      const sum = sums[element];
      // A sequence that ends here has lost nothing yet.
      if (!sum || kept.length < step) return [];
      const taken = kept[step];
      for (let unit = 0; unit < hiddenSize; unit++) {
        if (taken) {
          const z = timesPowerOfTwo(entry(taken.values, block * hiddenSize + unit), taken.exponent) + shift;
          sum[unit] = entry(sum, unit) + log10Logistic(z);
        }
        least = Math.min(least, entry(sum, unit));
        most = Math.max(most, entry(sum, unit));
      }
      return [sum];
    });
    let squares = 0;
    for (const sum of reached) for (const decades of sum) squares += 10 ** (2 * (decades - most));
    memory.log10[step] = most + 0.5 * Math.log10(squares / (reached.length * hiddenSize));
    memory.least[step] = least;
    memory.most[step] = most;
  }
  return memory;
}

/** log10 σ(z), with all its digits in both tails. */
function log10Logistic(z: number): number {
  return (Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)))) / Math.LN10;
}
