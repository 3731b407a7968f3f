// Draws recurrent matrices W at gain 1, padded with zeros; a gated cell's are drawn alike. Each ensemble is a module in
// ensembles/; the oracle is src/networks/ensemble.ts.
import { drawBlock } from './generated/ensembles';
import { blocks } from './generated/facts';
import { matrixBytes, weightBytes } from './layout';

/** Draws W of network `network`, row-major [blocks × paddedSize × paddedSize]. */
export function draw(matrices: usize, network: u32): void {
  memory.fill(matrices, 0, weightBytes);
  for (let block = 0; block < blocks; block++) drawBlock(matrices + matrixBytes * block, network, block);
}
