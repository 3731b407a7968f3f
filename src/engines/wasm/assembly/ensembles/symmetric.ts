// (A + Aᵀ)/√2 of a Ginibre A.
import { drawGaussian, ginibreDeviation } from '../gaussian';
import { hiddenSize } from '../generated/facts';
import { rowBytes } from '../layout';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, ginibreDeviation());
  addTranspose(matrix, 1);
}

/** (A ± Aᵀ)/√2 */
export function addTranspose(matrix: usize, sign: f32): void {
  const half: f32 = 0.70710678;
  for (let i = 0; i < hiddenSize; i++) {
    for (let j = 0; j <= i; j++) {
      const place = matrix + rowBytes * i + 4 * j;
      const mirrored = matrix + rowBytes * j + 4 * i;
      const sum = half * (load<f32>(place) + sign * load<f32>(mirrored));
      store<f32>(place, sum);
      store<f32>(mirrored, sign * sum);
    }
  }
}
