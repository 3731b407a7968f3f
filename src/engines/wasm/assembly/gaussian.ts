// Rows and matrices of normal numbers.
import { hiddenSize, seed, WEIGHTS } from './generated/facts';
import { rowBytes } from './layout';
import { drawSixteen } from './random';

/** Independent normal entries of some standard deviation: a block of what network `network` draws. */
export function drawGaussian(matrix: usize, network: u32, block: u32, deviation: f32): void {
  for (let i = 0; i < hiddenSize; i++) {
    drawRow(matrix + rowBytes * i, network, block * hiddenSize + i, WEIGHTS, deviation);
  }
}

/** The standard deviation of a Ginibre matrix's entries, 1/√N. */
export function ginibreDeviation(): f32 {
  return 1 / Mathf.sqrt(<f32>hiddenSize);
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
