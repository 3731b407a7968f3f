/** The distributions that the recurrent matrix W is drawn from, at gain 1. A gated cell's blocks are drawn alike. */
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import { cellOf } from './cells.ts';
import { antisymmetric } from './ensembles/antisymmetric.ts';
import type { Ensemble } from './ensembles/ensemble.ts';
import { ginibre } from './ensembles/ginibre.ts';
import { identity } from './ensembles/identity.ts';
import { irnn } from './ensembles/irnn.ts';
import { lowRank } from './ensembles/low_rank.ts';
import { orthogonal } from './ensembles/orthogonal.ts';
import { sparse } from './ensembles/sparse.ts';
import { symmetric } from './ensembles/symmetric.ts';

const ensembles: Readonly<Record<EnsembleName, Ensemble>> = {
  ginibre,
  orthogonal,
  identity,
  symmetric,
  antisymmetric,
  sparse,
  'low-rank': lowRank,
  irnn,
};

/** The ensemble of an experiment. */
export function ensembleOf({ ensemble }: Pick<Experiment, 'ensemble'>): Ensemble {
  return ensembles[ensemble];
}

/** W of network `index` at gain 1, the cell's blocks below one another, row-major [blocks·N × N]. */
export function drawWeights(experiment: Experiment, index: number): Float64Array {
  const { seed, hiddenSize } = experiment;
  const { blocks } = cellOf(experiment);
  const weights = new Float64Array(blocks * hiddenSize ** 2);
  for (let block = 0; block < blocks; block++) {
    const drawn = ensembleOf(experiment).draw({ seed, network: index, block }, hiddenSize, experiment);
    weights.set(drawn, block * hiddenSize ** 2);
  }
  return weights;
}

/** Block `block` of a stack of matrices [blocks·N × N]. */
export function blockOf(weights: Float64Array, block: number, size: number): Float64Array {
  return weights.subarray(block * size ** 2, (block + 1) * size ** 2);
}
