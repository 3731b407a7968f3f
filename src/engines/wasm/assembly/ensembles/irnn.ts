// 1 + noise·A of a Ginibre A.
import { drawGaussian } from '../gaussian';
import { hiddenSize, IRNN_NOISE } from '../generated/facts';
import { addIdentity } from './identity';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, IRNN_NOISE / Mathf.sqrt(<f32>hiddenSize));
  addIdentity(matrix);
}
