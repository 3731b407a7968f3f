// A Ginibre matrix and an outlier beside its disc.
import { drawGaussian, ginibreDeviation } from '../gaussian';
import { hiddenSize, OUTLIER, outlier, seed } from '../generated/facts';
import { drive, rowBytes } from '../layout';
import { sixteenWords, words } from '../random';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, ginibreDeviation());
  addOutlier(matrix, network, block);
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
      const place = matrix + rowBytes * i + 4 * j;
      store<f32>(place, load<f32>(place) + own * load<f32>(drive + 4 * j));
    }
  }
}
