/** Both weights of a layer are zero in all their entries: nobody has written them, and nothing that is found of it besides is news. */
import type { Layer } from '../../networks/model/model.ts';
import { drawingAnew } from './layer_in_code.ts';
import { placeOf, type Rule } from './rule.ts';

export const zeroWeights: Rule = {
  name: 'zero-weights',
  source:
    'units that start alike stay alike (Rumelhart, Hinton & Williams 1986, on breaking symmetry); no training comes to an exact zero in every entry',
  replaces: (_, { rule }) => consequences.includes(rule),
  find: (layers) => {
    const empty = layers.filter(({ layer }) => isEmpty(layer));
    const [first] = empty;
    if (!first) return [];
    const names = empty.map(({ layer }) => `${layer.name} (${layer.direction})`).join(', ');
    return [
      {
        ...{ severity: 'high', ...placeOf(first), harm: empty.length / layers.length },
        evidence: { layers: empty.length },
        sentence: `The weights of ${empty.length === layers.length && layers.length > 1 ? 'every layer' : names} are zero in all their entries: never written, or not loaded. Units that are all alike get the same gradient, and stay so.`,
        cure: {
          sentence:
            'Load the weights that were meant, or draw them anew; a cell of one’s own has to do so itself.',
          code: drawingAnew(empty.map(({ layer }) => layer)),
        },
      },
    ];
  },
};

/** Of any layer: what is above reads nothing but zeros, and what is below gets them. */
const consequences: readonly string[] = [
  ...['dead', 'vanishing', 'lag', 'spike', 'dead-units', 'saturated', 'stuck'],
  ...['float16', 'imbalance', 'forget-bias'],
];

function isEmpty({ weightHH, weightIH }: Layer): boolean {
  return [weightHH, weightIH].every((weight) => weight.every((value) => value === 0));
}
