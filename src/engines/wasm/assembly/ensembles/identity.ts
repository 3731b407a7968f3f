// W = 1.
import { hiddenSize } from '../generated/facts';
import { rowBytes } from '../layout';

export function drawBlock(matrix: usize, _network: u32, _block: u32): void {
  addIdentity(matrix);
}

export function addIdentity(matrix: usize): void {
  for (let i = 0; i < hiddenSize; i++) {
    const place = matrix + (rowBytes + 4) * i;
    store<f32>(place, load<f32>(place) + 1);
  }
}
