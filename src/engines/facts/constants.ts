/** Numbers that three languages agree on, each from the place where its meaning is: kernels are compiled with them. */
import { limitExponent } from '../../networks/activation.ts';
import { irnnNoise } from '../../networks/ensembles/irnn.ts';
import { mostEvery } from '../../networks/lyapunov.ts';
import { purpose } from '../../networks/normal.ts';
import { philoxConstants } from '../../networks/philox.ts';
import { gramChain, levels, weightsChain } from '../spectral_radius.ts';
import { constantCase, type Kind } from './kinds.ts';
import { beyondRange, beyondSum, leastCell, leastPull, leastSum, mostSum } from './range.ts';
import { normRecord } from './records.ts';

export interface Constant {
  readonly kind: Kind;
  readonly value: number;
}

/** By their names in the kernels. */
export const constants: Readonly<Record<string, Constant>> = {
  ...ofKind('word', purpose),
  ...ofKind('word', philoxConstants),
  ...ofKind('integer', { limitExponent, beyondRange }),
  ...ofKind('real', { irnnNoise, leastSum, mostSum, beyondSum, leastPull, leastCell }),
  ...ofKind('count', {
    levels,
    mostEvery,
    firstSquare: weightsChain.first,
    lastSquare: weightsChain.last,
    firstGram: gramChain.first,
    lastGram: gramChain.last,
    normWords: normRecord.words,
    normSum: normRecord.place.sumOfSquares,
    normExponent: normRecord.place.exponent,
  }),
};

function ofKind(kind: Kind, values: Readonly<Record<string, number>>): Record<string, Constant> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [constantCase(name), { kind, value }]),
  );
}
