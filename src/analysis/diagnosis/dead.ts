/** The gradient of a layer is exactly zero. */
import { parameterBeside, placeOf, type Rule } from './rule.ts';

export const dead: Rule = {
  name: 'dead',
  source:
    'an exact zero: every unit is masked (Le, Jaitly & Hinton 2015 start ReLU networks at the identity)',
  find: (layers) => {
    const all = layers.filter(({ analysis }) => analysis.status === 'dead');
    // Below one that masks all, the others get nothing: they are not to blame.
    const blamed = all.filter(({ analysis }) =>
      analysis.decades.above.some((decades) => decades > -Infinity),
    );
    return (blamed.length > 0 ? blamed : all).map((diagnosed) => {
      const { layer, analysis } = diagnosed;
      return {
        ...{ severity: 'high', ...placeOf(diagnosed), step: analysis.deathStep, harm: analysis.deathStep },
        evidence: { steps: analysis.steps, statusStep: analysis.deathStep },
        sentence: `The gradient is exactly zero from step ${analysis.deathStep} back: all that could carry it is masked, and nothing before is learnt.`,
        cure: {
          sentence: 'Start ReLU units at the identity, or take an activation that masks nothing.',
          code: {
            pytorch: `torch.nn.init.eye_(rnn.${parameterBeside(layer, 'weight_hh')})`,
            keras: 'recurrent_initializer = keras.initializers.Identity()',
          },
        },
      };
    });
  },
};
