// Entries of variance 1/(N·p), each there with probability p.
import { drawGaussian } from '../gaussian';
import { density, hiddenSize, MASK, seed } from '../generated/facts';
import { rowBytes } from '../layout';
import { sixteenWords, words } from '../random';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, 1 / Mathf.sqrt(<f32>hiddenSize * density));
  thin(matrix, network, block);
}

/** Keeps an entry with probability `density`: a word's upper 24 bits are a probability, as for a normal number. */
function thin(matrix: usize, network: u32, block: u32): void {
  const threshold = density * 16777216;
  for (let i = 0; i < hiddenSize; i++) {
    for (let j = 0; j < hiddenSize; j++) {
      if ((j & 15) == 0) sixteenWords(network, block * hiddenSize + i, j >> 2, MASK, seed);
      const there = <f32>(load<u32>(words + 4 * (j & 15)) >> 8) < threshold;
      if (!there) store<f32>(matrix + rowBytes * i + 4 * j, 0);
    }
  }
}
