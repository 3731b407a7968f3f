// Haar-distributed orthogonal matrices.
import { drawGaussian } from '../gaussian';
import { hiddenSize } from '../generated/facts';
import { drive, rowBytes } from '../layout';
import { addScaled, dot, normalise } from '../vectors';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  drawGaussian(matrix, network, block, 1);
  orthonormalise(matrix);
}

/**
 * Gram–Schmidt orthonormalisation, twice over, of the rows: of a Gaussian matrix it makes a Haar-distributed
 * orthogonal one (the scale factors are positive).
 */
function orthonormalise(matrix: usize): void {
  for (let row = 0; row < hiddenSize; row++) {
    const own = matrix + rowBytes * row;
    for (let sweep = 0; sweep < 2; sweep++) {
      // All products first, then all that is removed: classical Gram–Schmidt, whose loops are independent.
      for (let other = 0; other < row; other++) {
        store<f32>(drive + 4 * other, dot(own, matrix + rowBytes * other));
      }
      for (let other = 0; other < row; other++) {
        addScaled(own, -load<f32>(drive + 4 * other), matrix + rowBytes * other);
      }
    }
    normalise(own);
  }
}
