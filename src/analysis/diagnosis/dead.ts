/** The gradient of a layer is exactly zero. */
import { masks } from '../../networks/activation.ts';
import type { Layer } from '../../networks/model/model.ts';
import { biasesOf, type Change, changing, drawingAnew } from './layer_in_code.ts';
import { type Cure, type DiagnosedLayer, placeOf, type Rule } from './rule.ts';

export const dead: Rule = {
  name: 'dead',
  source:
    'an exact zero: every unit is masked (Le, Jaitly & Hinton 2015 start ReLU networks at the identity), or weights are zero',
  find: (layers) => {
    const all = layers.filter(({ analysis }) => analysis.status === 'dead');
    // Below one that masks all, the others get nothing: they are not to blame.
    const blamed = all.filter(({ analysis }) =>
      analysis.decades.above.some((decades) => decades > -Infinity),
    );
    return (blamed.length > 0 ? blamed : all).map((diagnosed) => {
      const { layer, analysis } = diagnosed;
      const gets = blamed.includes(diagnosed);
      const masked = gets && masks(layer.settings);
      const why = masked
        ? 'all that could carry it is masked'
        : gets
          ? carriers(diagnosed)
          : 'none comes from above, where weights, or what the loss hangs on, are zero';
      return {
        ...{ severity: 'high', ...placeOf(diagnosed), step: analysis.deathStep, harm: analysis.deathStep },
        evidence: { steps: analysis.steps, statusStep: analysis.deathStep },
        sentence: `The gradient is exactly zero from step ${analysis.deathStep} back: ${why}, and nothing before is learnt.`,
        cure: masked
          ? unmasking(layer)
          : {
              sentence: 'Draw the weights of this layer anew, and of what reads it where they are zero.',
              code: drawingAnew([layer]),
            },
      };
    });
  },
};

/** What stops the gradient within a layer that masks nothing. */
function carriers({ layer, analysis }: DiagnosedLayer): string {
  const saturated = analysis.gates.every(({ flat }) => flat === 1);
  return saturated && layer.weightHH.some((weight) => weight !== 0)
    ? 'every unit is so deep in saturation that no slope is left'
    : 'the weights that could carry it are zero';
}

function unmasking(layer: Layer): Cure {
  return {
    sentence: 'Start ReLU units at the identity, without biases, or take an activation that masks nothing.',
    code: {
      pytorch: changing(
        layer,
        ['weight_hh', (weight) => [`torch.nn.init.eye_(${weight})`]],
        ...biasesOf(layer).map((name): Change => [name, (bias) => [`torch.nn.init.zeros_(${bias})`]]),
      ),
      keras:
        'recurrent_initializer = keras.initializers.Identity()\nbias_initializer = keras.initializers.Zeros()',
    },
  };
}
