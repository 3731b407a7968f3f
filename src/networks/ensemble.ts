/** The distributions that the recurrent matrix W is drawn from, at gain 1. */
import { Matrix, QrDecomposition } from 'ml-matrix';
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import { normals, purpose } from './normal.ts';

type Draw = (seed: number, network: number, size: number) => Float64Array;

const draw: Record<EnsembleName, Draw> = { ginibre, orthogonal, identity };

/** W of network `index` at gain 1, row-major [hiddenSize × hiddenSize]. */
export function drawWeights(experiment: Experiment, index: number): Float64Array {
  return draw[experiment.ensemble](experiment.seed, index, experiment.hiddenSize);
}

/** Independent normal entries of variance 1/N: eigenvalues fill the unit disc (Ginibre 1965, Girko 1984). */
function ginibre(seed: number, network: number, size: number): Float64Array {
  return gaussian(seed, network, size).map((value) => value / Math.sqrt(size));
}

/**
 * Haar-distributed orthogonal W: the Gram–Schmidt orthonormalisation of the rows of a Gaussian matrix, all
 * scale factors positive (Mezzadri 2007). Every eigenvalue has modulus 1.
 */
function orthogonal(seed: number, network: number, size: number): Float64Array {
  const columns = Matrix.from1DArray(size, size, gaussian(seed, network, size)).transpose();
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(columns);
  const rows = orthogonalMatrix.transpose();
  for (let row = 0; row < size; row++) rows.mulRow(row, Math.sign(upperTriangularMatrix.get(row, row)));
  return Float64Array.from(rows.to1DArray());
}

/** W = 1: units decouple. */
function identity(_seed: number, _network: number, size: number): Float64Array {
  return Float64Array.from(Matrix.eye(size).to1DArray());
}

function gaussian(seed: number, network: number, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    matrix.set(normals(seed, purpose.weights, network, row, size), row * size);
  }
  return matrix;
}
