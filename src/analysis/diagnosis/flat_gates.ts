/** Nearly all of a gate, or of the candidate, is so deep in a tail that hardly a gradient passes. */
import { lettersOf } from '../../networks/model/forward_peaks.ts';
import type { Layer } from '../../networks/model/model.ts';
import { fixed } from '../number_words.ts';
import { scaling } from './layer_in_code.ts';
import { type Cure, type Diagnosis, gateWords, isOfOneLayer, placeOf, type Rule } from './rule.ts';

/** The share of units, steps and sequences. */
const most = 0.9;

/** What comes of slopes that are all but zero. */
const lost: readonly string[] = ['vanishing', 'lag'];
/** A gate that stands so far open lets pass what it would hold back. */
const open = 0.9;

function keeps({ gate = '', evidence: { opening = 0 } }: Diagnosis): boolean {
  return 'fozr'.includes(gate) && opening > open;
}

export const flatGates: Rule = {
  name: 'saturated',
  source:
    'the saturation of gates after Karpathy, Johnson & Li 2015; nine in ten with a slope below one hundredth of the greatest',
  explains: (own, other) => isOfOneLayer(own, other) && lost.includes(other.rule) && !keeps(own),
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
            code: shrinking(diagnosed.layer, gate),
          },
        })),
    ),
};

/** A gate’s own weights alone, so that the cures of several may all be taken. Keras begins with the update gate. */
function shrinking(layer: Layer, gate: string): Cure['code'] {
  const letters = lettersOf(layer);
  const blockIn = (order: readonly string[]) => {
    const block = order.indexOf(gate);
    return order.length > 1 ? `${block * layer.hiddenSize}:${(block + 1) * layer.hiddenSize}` : undefined;
  };
  const columns = blockIn(letters.toSorted((a, b) => Number(b === 'z') - Number(a === 'z')));
  return {
    pytorch: scaling(layer, ['weight_ih', 'weight_hh'], '0.1', blockIn(letters)),
    keras: [
      'kernel, recurrent, *biases = layer.get_weights()',
      ...['kernel', 'recurrent'].map(
        (weight) => `${weight}${columns === undefined ? '' : `[:, ${columns}]`} *= 0.1`,
      ),
      'layer.set_weights([kernel, recurrent, *biases])',
    ].join('\n'),
  };
}
