/** A gradient of length 1 on its way back through 16 units: where every step is the matrix alone, its powers. */
import type { Experiment } from '../experiment/experiment.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import { atRadius, oneNetwork, traverseFirst } from './traverse.ts';

export interface ProductLengths {
  readonly experiment: Experiment;
  /** log10 of the gradient's length after k = 0 … T steps back. */
  readonly decades: readonly number[];
}

/** That of network 0, whose matrix is scaled to a spectral radius. */
export function repeatedProduct(
  change: Pick<Experiment, 'ensemble' | 'activation' | 'steps' | 'seed'>,
  radius: number,
): ProductLengths {
  const experiment = atRadius(
    { ...oneNetwork, hiddenSize: 16, loss: 'random', warmUp: 0, ...change },
    radius,
  );
  return { experiment, decades: traverseFirst(experiment).gradients.map(log10Norm).reverse() };
}
