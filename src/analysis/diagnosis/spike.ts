/** One step multiplies the gradient by a thousand, where others leave it nearly as it is. */
import { entry } from '../../networks/vector.ts';
import { powerOfTen } from '../number_words.ts';
import { placeOf, type Rule } from './rule.ts';

/** Decades within one step, */
const jump = 3;
/** where the middle step has at most so many. */
const calm = 0.5;

export const spike: Rule = {
  name: 'spike',
  source: 'the cliffs of Pascanu, Mikolov & Bengio 2013; a step of 10^3 among steps of less than 10^0.5',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { decades: all, arrival } = diagnosed.analysis;
      const { state } = all;
      const jumps = Array.from(state.subarray(1, arrival + 1), (decades, i) => entry(state, i) - decades).map(
        (rise) => (Number.isFinite(rise) ? rise : 0),
      );
      const step = jumps.indexOf(Math.max(...jumps)) + 1;
      const rise = jumps[step - 1] ?? 0;
      if (rise < jump || median(jumps.map(Math.abs)) > calm) return [];
      return {
        ...{ severity: 'medium', ...placeOf(diagnosed), step, harm: rise },
        evidence: { log10Jump: rise, log10Median: median(jumps.map(Math.abs)) },
        sentence: `At step ${step} alone the gradient grows by ${powerOfTen(rise)} on its way back: one input throws the whole update.`,
        cure: {
          sentence: 'Look at the input of that step, scale inputs, and clip the norm of the gradient.',
          code: {
            pytorch: 'torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # before optimizer.step()',
            keras: 'optimizer = keras.optimizers.Adam(global_clipnorm=1.0)',
          },
        },
      };
    }),
};

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
