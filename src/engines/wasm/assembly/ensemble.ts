// Draws recurrent matrices W at gain 1, padded with zeros.
import { hiddenSize, matrixBytes, paddedSize, vectorBytes } from './layout';
import { laneSum, multiplyThenAdd } from './numbers';
import { ensemble, seed } from './parameters';
import { drawSixteen, WEIGHTS } from './random';
import { drive } from './layout';

const ORTHOGONAL: u32 = 1;
const IDENTITY: u32 = 2;

/** Draws W of network `network` to `matrix`, row-major [paddedSize × paddedSize]. */
export function draw(matrix: usize, network: u32): void {
  memory.fill(matrix, 0, matrixBytes);
  if (ensemble == IDENTITY) {
    for (let i = 0; i < hiddenSize; i++) store<f32>(matrix + (vectorBytes + 4) * i, 1);
    return;
  }
  // Variance 1/N (Ginibre), or 1 to be orthonormalised.
  const scale: f32 = ensemble == ORTHOGONAL ? 1 : 1 / Mathf.sqrt(<f32>hiddenSize);
  for (let row = 0; row < hiddenSize; row++) drawRow(matrix + vectorBytes * row, network, row, WEIGHTS, scale);
  if (ensemble == ORTHOGONAL) orthonormalise(matrix);
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
  scaleVector(v, 1 / Mathf.sqrt(dot(v, v)));
}

export function scaleVector(v: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let i = 0; i < paddedSize; i += 4) v128.store(v + 4 * i, f32x4.mul(f, v128.load(v + 4 * i)));
}
