// Draws recurrent matrices W at gain 1, padded with zeros; a gated cell's are drawn alike: src/networks/ensemble.ts.
import { blocks, drive, hiddenSize, matrixBytes, vectorBytes, weightBytes } from './layout';
import { laneSum, multiplyThenAdd } from './numbers';
import { density, ensemble, outlier, seed } from './parameters';
import { drawSixteen, MASK, OUTLIER, sixteenWords, WEIGHTS, words } from './random';

const ORTHOGONAL: u32 = 1;
const IDENTITY: u32 = 2;
const SYMMETRIC: u32 = 3;
const ANTISYMMETRIC: u32 = 4;
const SPARSE: u32 = 5;
const LOW_RANK: u32 = 6;
const IRNN: u32 = 7;

/** Standard deviation of the disc around 1 of an IRNN's eigenvalues. */
const IRNN_NOISE: f32 = 0.01;

/** Draws W of network `network`, row-major [blocks × paddedSize × paddedSize]. */
export function draw(matrices: usize, network: u32): void {
  memory.fill(matrices, 0, weightBytes);
  for (let block = 0; block < blocks; block++) drawBlock(matrices + matrixBytes * block, network, block);
}

function drawBlock(matrix: usize, network: u32, block: u32): void {
  if (ensemble != IDENTITY) {
    for (let i = 0; i < hiddenSize; i++) {
      drawRow(matrix + vectorBytes * i, network, block * hiddenSize + i, WEIGHTS, deviation());
    }
  }
  if (ensemble == IDENTITY || ensemble == IRNN) addIdentity(matrix);
  else if (ensemble == ORTHOGONAL) orthonormalise(matrix);
  else if (ensemble == SYMMETRIC) addTranspose(matrix, 1);
  else if (ensemble == ANTISYMMETRIC) addTranspose(matrix, -1);
  else if (ensemble == SPARSE) thin(matrix, network, block);
  else if (ensemble == LOW_RANK) addOutlier(matrix, network, block);
}

/** Of the normal entries: 1/√N (Ginibre), unless what follows asks for another. */
function deviation(): f32 {
  if (ensemble == ORTHOGONAL) return 1;
  const size = <f32>hiddenSize;
  if (ensemble == SPARSE) return 1 / Mathf.sqrt(size * density);
  return (ensemble == IRNN ? IRNN_NOISE : 1) / Mathf.sqrt(size);
}

function addIdentity(matrix: usize): void {
  for (let i = 0; i < hiddenSize; i++) {
    const place = matrix + (vectorBytes + 4) * i;
    store<f32>(place, load<f32>(place) + 1);
  }
}

/** (A ± Aᵀ)/√2 */
function addTranspose(matrix: usize, sign: f32): void {
  const half: f32 = 0.70710678;
  for (let i = 0; i < hiddenSize; i++) {
    for (let j = 0; j <= i; j++) {
      const place = matrix + vectorBytes * i + 4 * j;
      const mirrored = matrix + vectorBytes * j + 4 * i;
      const sum = half * (load<f32>(place) + sign * load<f32>(mirrored));
      store<f32>(place, sum);
      store<f32>(mirrored, sign * sum);
    }
  }
}

/** Keeps an entry with probability `density`: a word's upper 24 bits are a probability, as for a normal number. */
function thin(matrix: usize, network: u32, block: u32): void {
  const threshold = density * 16777216;
  for (let i = 0; i < hiddenSize; i++) {
    for (let j = 0; j < hiddenSize; j++) {
      if ((j & 15) == 0) sixteenWords(network, block * hiddenSize + i, j >> 2, MASK, seed);
      const there = <f32>(load<u32>(words + 4 * (j & 15)) >> 8) < threshold;
      if (!there) store<f32>(matrix + vectorBytes * i + 4 * j, 0);
    }
  }
}

/** Adds R·u·uᵀ, u = (±1, …, ±1)/√N. */
function addOutlier(matrix: usize, network: u32, block: u32): void {
  const weight = outlier / <f32>hiddenSize;
  // The signs stand where a step has its drive.
  for (let j = 0; j < hiddenSize; j++) {
    if ((j & 15) == 0) sixteenWords(network, block, j >> 2, OUTLIER, seed);
    store<f32>(drive + 4 * j, load<i32>(words + 4 * (j & 15)) < 0 ? -1 : 1);
  }
  for (let i = 0; i < hiddenSize; i++) {
    const own = weight * load<f32>(drive + 4 * i);
    for (let j = 0; j < hiddenSize; j++) {
      const place = matrix + vectorBytes * i + 4 * j;
      store<f32>(place, load<f32>(place) + own * load<f32>(drive + 4 * j));
    }
  }
}

/** Draws a row [hiddenSize] of what a network draws for a purpose; its padding stays as it was. */
export function drawRow(place: usize, network: u32, row: u32, purpose: u32, scale: f32): void {
  let column = 0;
  for (; column + 16 <= hiddenSize; column += 16) {
    drawSixteen(place + 4 * column, network, row, column >> 2, purpose, seed, scale);
  }
  if (column < hiddenSize) {
    drawSixteen(spare, network, row, column >> 2, purpose, seed, scale);
    memory.copy(place + 4 * column, spare, 4 * (hiddenSize - column));
  }
}
const spare: usize = memory.data(64, 16);

/**
 * Gram–Schmidt orthonormalisation, twice over, of the rows: of a Gaussian matrix it makes a Haar-distributed
 * orthogonal one (the scale factors are positive).
 */
function orthonormalise(matrix: usize): void {
  for (let row = 0; row < hiddenSize; row++) {
    const own = matrix + vectorBytes * row;
    for (let sweep = 0; sweep < 2; sweep++) {
      // All products first, then all that is removed: classical Gram–Schmidt, whose loops are independent.
      for (let other = 0; other < row; other++) {
        store<f32>(drive + 4 * other, dot(own, matrix + vectorBytes * other));
      }
      for (let other = 0; other < row; other++) {
        addScaled(own, -load<f32>(drive + 4 * other), matrix + vectorBytes * other);
      }
    }
    normalise(own);
  }
}

export function dot(a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  let second = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 32) {
    sum = multiplyThenAdd(v128.load(a + i, 0), v128.load(b + i, 0), sum);
    second = multiplyThenAdd(v128.load(a + i, 16), v128.load(b + i, 16), second);
  }
  return laneSum(f32x4.add(sum, second));
}

function addScaled(a: usize, factor: f32, b: usize): void {
  const f = f32x4.splat(factor);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    v128.store(a + i, multiplyThenAdd(f, v128.load(b + i), v128.load(a + i)));
  }
}

/** v / ‖v‖ */
export function normalise(v: usize): void {
  scaleVectors(v, vectorBytes, 1 / Mathf.sqrt(dot(v, v)));
}

/** Multiplies vectors that stand one after another. */
export function scaleVectors(place: usize, bytes: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(place + i, f32x4.mul(f, v128.load(place + i)));
}
