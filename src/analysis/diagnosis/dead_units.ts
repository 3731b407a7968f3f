/** Units that no input turns on: their slope is exactly zero at every step of every sequence. */
import { say } from '../../language/say.ts';
import { fixed } from '../number_words.ts';
import { biasesOf, type Change, changing } from './layer_in_code.ts';
import { placeOf, type Rule } from './rule.ts';

/**
 * Shares of the layer's units. In a short batch many are off by chance, also as PyTorch starts them, and come on in the next: a
 * tenth is noted. A quarter that comes nowhere near is a fault.
 */
const [some, many] = [0.1, 0.25];

export const deadUnits: Rule = {
  name: 'dead-units',
  source:
    'Lu, Shin, Su & Karniadakis 2020, “Dying ReLU and initialization”; a tenth is noted, a quarter out of reach is a fault',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { layer, analysis } = diagnosed;
      return analysis.gates.flatMap(({ gate, deadUnits: share = 0, unreachedUnits: unreached = 0 }) => {
        if (share < some || analysis.status === 'dead') return [];
        const biases = biasesOf(layer);
        return [
          {
            ...{ severity: unreached >= many ? 'medium' : 'note', ...placeOf(diagnosed), gate, harm: share },
            evidence: {
              deadUnits: share,
              unreachedUnits: unreached,
              units: Math.round(share * layer.hiddenSize),
            },
            sentence: `${Math.round(share * layer.hiddenSize)} of ${layer.hiddenSize} units (${fixed(100 * share, 0)} %) are off at every step${unreached > 0 ? `, ${fixed(100 * unreached, 0)} % so far that no input brings them near` : ''}: no gradient passes ${layer.settings.cell === 'rnn' ? say`them` : 'their activation'}, and none reaches the weights that could turn them on.`,
            cure: {
              sentence: 'Raise their bias, lower the rate that threw them off, or take leaky ReLU.',
              code: {
                pytorch:
                  biases.length > 0
                    ? changing(
                        layer,
                        ...biases.map((name): Change => [name, (bias) => [`${bias}.clamp_(min=0.0)`]]),
                      )
                    : 'h = torch.nn.functional.leaky_relu(z, 0.01)  # in the place of relu(z)',
                ...(layer.settings.cell === 'rnn' && {
                  keras: `keras.layers.SimpleRNN(${layer.hiddenSize}, activation="leaky_relu")`,
                }),
              },
            },
          } as const,
        ];
      });
    }),
};
