/** In float16 the gradient would be zero or infinite, at which step. */
import { entry } from '../../networks/vector.ts';
import { powerOfTen } from '../number_words.ts';
import { placeOf, type Rule } from './rule.ts';

/** Decades of float16's least and largest numbers: 2^−24 and 65504. */
const [least, most] = [-24 * Math.log10(2), Math.log10(65504)];

export const halfPrecision: Rule = {
  name: 'float16',
  source: 'IEEE 754 binary16: 2^−24 to 65504; Micikevicius et al. 2018',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { analysis, layer } = diagnosed;
      // Of one unit: the root mean square.
      const { state } = analysis.decades;
      const own = state
        .subarray(0, analysis.arrival + 1)
        .map((decades) => decades - 0.5 * Math.log10(layer.hiddenSize));
      const step = own.findLastIndex(
        (decades) => decades > most || (decades < least && decades !== -Infinity),
      );
      // What vanishes or explodes is said to already, and worse.
      if (step < 0 || analysis.phase !== 'alive') return [];
      const decades = entry(own, step);
      const over = decades > most;
      return {
        ...{ severity: 'medium', ...placeOf(diagnosed), step, harm: Math.abs(decades) },
        evidence: { log10UnitGradient: decades, log10Limit: over ? most : least },
        sentence: `In float16 the gradient of a unit ${over ? 'overflows' : 'is zero'} at step ${step}: it is about ${powerOfTen(decades)}.`,
        cure: {
          sentence: over
            ? 'Train this layer in bfloat16 or float32, or with a smaller loss scale.'
            : 'Train with a loss scale, or this layer in bfloat16 or float32.',
          code: {
            pytorch: 'with torch.autocast("cuda", dtype=torch.bfloat16):\n    loss = model(x)',
            keras: 'keras.mixed_precision.set_global_policy("mixed_bfloat16")',
          },
        },
      };
    }),
};
