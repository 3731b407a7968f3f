/** The distributions that the recurrent matrix W is drawn from, at gain 1. A gated cell's blocks are drawn alike. */
import { Matrix, QrDecomposition } from 'ml-matrix';
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import { cellOf } from './cells.ts';
import { normals, purpose, word } from './normal.ts';
import { entry } from './vector.ts';

/** Where a block's random numbers come from: its rows are rows block·N … of what the network draws. */
interface Place {
  readonly seed: number;
  readonly network: number;
  readonly block: number;
}

type Draw = (place: Place, size: number, experiment: Experiment) => Float64Array;

const draw: Record<EnsembleName, Draw> = {
  ginibre,
  orthogonal,
  identity,
  symmetric,
  antisymmetric,
  sparse,
  'low-rank': lowRank,
  irnn,
};

/** W of network `index` at gain 1, the cell's blocks below one another, row-major [blocks·N × N]. */
export function drawWeights(experiment: Experiment, index: number): Float64Array {
  const { ensemble, seed, hiddenSize } = experiment;
  const { blocks } = cellOf(experiment);
  const weights = new Float64Array(blocks * hiddenSize ** 2);
  for (let block = 0; block < blocks; block++) {
    const drawn = draw[ensemble]({ seed, network: index, block }, hiddenSize, experiment);
    weights.set(drawn, block * hiddenSize ** 2);
  }
  return weights;
}

/** Block `block` of a stack of matrices [blocks·N × N]. */
export function blockOf(weights: Float64Array, block: number, size: number): Float64Array {
  return weights.subarray(block * size ** 2, (block + 1) * size ** 2);
}

/** Independent normal entries of variance 1/N: eigenvalues fill the unit disc (Ginibre 1965, Girko 1984). */
function ginibre(place: Place, size: number): Float64Array {
  return gaussian(place, size).map((value) => value / Math.sqrt(size));
}

/**
 * Haar-distributed orthogonal W: the Gram–Schmidt orthonormalisation of the rows of a Gaussian matrix, all
 * scale factors positive (Mezzadri 2007). Every eigenvalue has modulus 1.
 */
function orthogonal(place: Place, size: number): Float64Array {
  const columns = Matrix.from1DArray(size, size, gaussian(place, size)).transpose();
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(columns);
  const rows = orthogonalMatrix.transpose();
  for (let row = 0; row < size; row++) rows.mulRow(row, Math.sign(upperTriangularMatrix.get(row, row)));
  return Float64Array.from(rows.to1DArray());
}

/** W = 1: units decouple. */
function identity(_place: Place, size: number): Float64Array {
  return Float64Array.from(Matrix.eye(size).to1DArray());
}

/**
 * (A + Aᵀ)/√2 of a Ginibre A: real eigenvalues in a semicircle that ends at ±2 (Wigner 1958). In parallel updates
 * its states reach fixed points or 2-cycles, so that no autonomous network is chaotic.
 */
function symmetric(place: Place, size: number): Float64Array {
  return withTranspose(ginibre(place, size), size, 1);
}

/** (A − Aᵀ)/√2 of a Ginibre A: imaginary eigenvalues in pairs, up to ±2i. I + small·W turns without growing at first. */
function antisymmetric(place: Place, size: number): Float64Array {
  return withTranspose(ginibre(place, size), size, -1);
}

function withTranspose(matrix: Float64Array, size: number, sign: 1 | -1): Float64Array {
  return matrix.map((value, i) => {
    const mirrored = entry(matrix, (i % size) * size + Math.floor(i / size));
    return (value + sign * mirrored) / Math.SQRT2;
  });
}

/**
 * Entries of variance 1/(N·p), each there with probability p: the unit disc while the mean degree N·p is large
 * (Wood 2012), visibly wider below. A nilpotent draw has ρ = 0.
 */
function sparse({ seed, network, block }: Place, size: number, { density }: Experiment): Float64Array {
  // A word's upper 24 bits are a probability, as they are for a normal number.
  const threshold = Math.fround(density) * 2 ** 24;
  return gaussian({ seed, network, block }, size).map((value, i) => {
    const row = block * size + Math.floor(i / size);
    const there = word(seed, purpose.mask, network, row, i % size) >>> 8 < threshold;
    return there ? value / Math.sqrt(size * Math.fround(density)) : 0;
  });
}

/**
 * A Ginibre matrix plus R·u·uᵀ with u = (±1, …, ±1)/√N: the unit disc, and an eigenvalue near R outside it if
 * R > 1 (Tao 2013), which sets the linear rate.
 */
function lowRank(place: Place, size: number, { outlier }: Experiment): Float64Array {
  const { seed, network, block } = place;
  const signs = Float64Array.from({ length: size }, (_, unit) =>
    word(seed, purpose.outlier, network, block, unit) >>> 31 ? -1 : 1,
  );
  return ginibre(place, size).map(
    (value, i) =>
      value + (Math.fround(outlier) / size) * entry(signs, Math.floor(i / size)) * entry(signs, i % size),
  );
}

/** Standard deviation of the noise's eigenvalue disc. */
const irnnNoise = 0.01;

/** 1 + 0.01·A of a Ginibre A: eigenvalues within 0.01 of 1. For ReLU (Le, Jaitly & Hinton 2015): it delays, until weights train. */
function irnn(place: Place, size: number): Float64Array {
  return ginibre(place, size).map((value, i) => irnnNoise * value + (i % (size + 1) === 0 ? 1 : 0));
}

function gaussian({ seed, network, block }: Place, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    matrix.set(normals(seed, purpose.weights, network, block * size + row, size), row * size);
  }
  return matrix;
}
