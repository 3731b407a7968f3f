// Independent normal entries of variance 1/N.
import { drawGaussian, ginibreDeviation } from '../gaussian';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, ginibreDeviation());
}
