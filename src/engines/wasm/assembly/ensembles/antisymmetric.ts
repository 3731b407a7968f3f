// (A − Aᵀ)/√2 of a Ginibre A.
import { drawGaussian, ginibreDeviation } from '../gaussian';
import { addTranspose } from './symmetric';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, ginibreDeviation());
  addTranspose(matrix, -1);
}
