/** The gradient of a layer grows on its way back. */
import { entry } from '../../networks/vector.ts';
import { fixed, significant } from '../number_words.ts';
import { phaseDecades } from '../phase.ts';
import { linkTo } from './explorer_link.ts';
import { scaling } from './layer_in_code.ts';
import { decadesInWords, placeOf, type Rule } from './rule.ts';

export const exploding: Rule = {
  name: 'exploding',
  source: 'Pascanu, Mikolov & Bengio 2013; the phase of every other chart here: it grows by more than 10^6',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { layer, analysis } = diagnosed;
      if (analysis.phase !== 'exploding') return [];
      const { state } = analysis.decades;
      const last = analysis.arrival;
      const grown = entry(state, 0) - entry(state, last);
      const step = grownAt(state, last);
      const factor = Math.exp(-analysis.growthRate).toPrecision(2);
      return {
        ...{ severity: 'high', ...placeOf(diagnosed), step, harm: grown },
        evidence: {
          log10GradientRatio: grown,
          growthRate: analysis.growthRate,
          steps: last,
          spectralRadius: analysis.candidate.radius,
        },
        sentence: `The gradient grows by ${decadesInWords(grown)} over ${last} steps: updates throw the weights about, or are clipped to a direction that only the first steps chose.`,
        cure: {
          sentence: `Clip the norm of the gradient, and bring W_hh down: a growth of ${fixed(analysis.growthRate, 2)} nats a step asks for a factor of about ${significant(Math.exp(-analysis.growthRate), 2)}.`,
          code: {
            pytorch: `${scaling(layer, ['weight_hh'], factor)}\n# in every update, before optimizer.step():\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)`,
            keras: `kernel, recurrent, *biases = layer.get_weights()\nlayer.set_weights([kernel, ${factor} * recurrent, *biases])\noptimizer = keras.optimizers.Adam(global_clipnorm=1.0)`,
          },
        },
        ...linkTo(diagnosed),
      };
    }),
};

/** The last step, going back, at which it has grown by more than 10^6. */
function grownAt(state: Float64Array, last: number): number {
  for (let step = last; step > 0; step--) {
    if (entry(state, step) > entry(state, last) + phaseDecades) return step;
  }
  return 0;
}
