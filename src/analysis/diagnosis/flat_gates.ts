/** Nearly all of a gate, or of the candidate, is so deep in a tail that hardly a gradient passes. */
import { fixed } from '../number_words.ts';
import { scaling } from './layer_in_code.ts';
import { gateWords, placeOf, type Rule } from './rule.ts';

/** The share of units, steps and sequences. */
const most = 0.9;

export const flatGates: Rule = {
  name: 'saturated',
  source:
    'the saturation of gates after Karpathy, Johnson & Li 2015; nine in ten with a slope below one hundredth of the greatest',
  find: (layers) =>
    layers.flatMap((diagnosed) =>
      diagnosed.analysis.gates
        .filter(({ flat }) => flat >= most)
        .map(({ gate, opening, flat }) => ({
          ...{ severity: 'medium', ...placeOf(diagnosed), gate, harm: flat },
          evidence: { flat, ...(opening !== undefined && { opening }) },
          sentence: `The ${gateWords[gate]} (${gate}) is flat in ${fixed(100 * flat, 0)} % of units and steps${opening === undefined ? '' : `, ${fixed(100 * opening, 0)} % open in the mean`}: its own weights get next to no gradient.`,
          cure: {
            sentence: 'Smaller weights or inputs, a smaller rate, or layer normalisation before the gates.',
            code: {
              pytorch: scaling(diagnosed.layer, ['weight_ih', 'weight_hh'], '0.1'),
              keras:
                'kernel, recurrent, *biases = layer.get_weights()\nlayer.set_weights([0.1 * kernel, 0.1 * recurrent, *biases])',
            },
          },
        })),
    ),
};
