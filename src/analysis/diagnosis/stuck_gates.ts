/** A gate that hardly moves, whatever is read: it stands where it stands, half open, and decides nothing. */
import { lettersOf } from '../../networks/model/forward_peaks.ts';
import { fixed } from '../number_words.ts';
import { changing } from './layer_in_code.ts';
import { gateWords, placeOf, type Rule } from './rule.ts';

/** Standard deviation of σ(z) over time, in the mean over units; a layer of 1024 units as PyTorch starts it has twenty times as much. */
const still = 0.001;
/** Flat gates are said to be saturated. */
const flatAlready = 0.9;
/** Steps below which nothing has had the time to move. */
const fewest = 5;

export const stuckGates: Rule = {
  name: 'stuck',
  source:
    'a gate is there to be opened and shut (Hochreiter & Schmidhuber 1997); σ moves by less than a thousandth',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { layer, analysis } = diagnosed;
      if (analysis.steps < fewest) return [];
      return analysis.gates.flatMap(({ gate, opening, movement, flat }) => {
        if (opening === undefined || movement === undefined || movement >= still || flat >= flatAlready)
          return [];
        const block = lettersOf(layer).indexOf(gate);
        const rows = `${block * layer.hiddenSize}:${(block + 1) * layer.hiddenSize}`;
        return [
          {
            ...{ severity: 'medium', ...placeOf(diagnosed), gate, harm: still - movement },
            evidence: { movement, opening },
            sentence: `The ${gateWords[gate] ?? gate} (${gate}) stands at ${fixed(100 * opening, 0)} % and moves by ${fixed(100 * movement, 3)} % whatever is read: what it should hold or let go is not learnt by it.`,
            cure: {
              sentence:
                'Draw its weights anew; weights that are zero, or decayed to it, leave a gate where its bias is.',
              code: {
                pytorch: changing(
                  layer,
                  ['weight_ih', (weight) => [`torch.nn.init.xavier_uniform_(${weight}[${rows}])`]],
                  ['weight_hh', (weight) => [`torch.nn.init.orthogonal_(${weight}[${rows}])`]],
                ),
                keras: `layer = keras.layers.${layer.settings.cell.toUpperCase()}(${layer.hiddenSize}, kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal")`,
              },
            },
          } as const,
        ];
      });
    }),
};
