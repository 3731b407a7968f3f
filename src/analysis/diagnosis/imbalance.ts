/** The weights of one layer get a gradient a thousand times as large as those of the others. */
import { powerOfTen } from '../number_words.ts';
import { placeOf, type Rule } from './rule.ts';

/** Decades above the median of all other layers. */
const apart = 3;

export const imbalance: Rule = {
  name: 'imbalance',
  source:
    'one global clip or rate serves layers within 10^3 of one another (You et al. 2017 scale each by itself)',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { analysis } = diagnosed;
      const others = layers
        .filter((other) => other !== diagnosed)
        .map((other) => other.analysis.log10WeightHH)
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
      const median = others[Math.floor((others.length - 1) / 2)];
      const own = analysis.log10WeightHH;
      if (median === undefined || own - median < apart) return [];
      return {
        ...{ severity: 'medium', ...placeOf(diagnosed), harm: own - median },
        evidence: { log10ParameterNorm: own, log10MedianOfOthers: median },
        sentence: `‖∂L/∂W_hh‖ is ${powerOfTen(own - median)} times that of the other layers: under one clip or rate the others hardly move.`,
        cure: {
          sentence: 'Clip each layer by itself, or give it a rate of its own.',
          code: {
            pytorch:
              'for layer in layers:\n    torch.nn.utils.clip_grad_norm_(layer.parameters(), 1.0)  # each by itself',
            keras: 'optimizer = keras.optimizers.Adam(clipnorm=1.0)  # each variable by itself',
          },
        },
      };
    }),
};
