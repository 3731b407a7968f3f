// θ as it comes and goes, in the order of src/networks/learning/parameters.ts, and as kernels have it: each row of W with its bias and
// what the input is multiplied by, with padding that is zero and stays so.
import { blocks, candidate, hiddenSize } from '../generated/facts';
import { inputs, outputs } from '../generated/learning';
import { units } from '../layout';
import { ahead, answerRow, exchange, full, rows, split, thetaNumbers, weightRow } from './layout';

/** Takes what stands in `exchange` to a vector like θ, or brings it there. */
export function takeTheta(vector: usize): void {
  memory.fill(vector, 0, sizeof<real>() * thetaNumbers);
  through(vector, true);
}

export function bringTheta(vector: usize): void {
  through(vector, false);
}

function through(vector: usize, takes: bool): void {
  let place = exchange;
  for (let block = 0; block < blocks; block++) place = matrix(at(vector, block, 0), hiddenSize, weightRow, hiddenSize, place, takes);
  for (let block = 0; block < blocks; block++) place = matrix(at(vector, block, ahead), hiddenSize, weightRow, inputs, place, takes);
  const bias = (block: i32): i32 => (split && block == candidate ? full - 1 : units);
  for (let block = 0; block < blocks; block++) place = matrix(at(vector, block, bias(block)), hiddenSize, weightRow, 1, place, takes);
  if (split) place = matrix(at(vector, candidate, units), hiddenSize, weightRow, 1, place, takes);
  const out = vector + weightRow * rows;
  place = matrix(out, outputs, answerRow, hiddenSize, place, takes);
  matrix(out + sizeof<real>() * units, outputs, answerRow, 1, place, takes);
}

/** A number of a block's first row. */
function at(vector: usize, block: i32, column: i32): usize {
  return vector + weightRow * (units * block) + sizeof<real>() * column;
}

/** Returns where what comes next stands. */
function matrix(to: usize, rows: i32, stride: usize, columns: i32, place: usize, takes: bool): usize {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const own = to + stride * i + sizeof<real>() * j;
      if (takes) store<real>(own, <real>load<f64>(place));
      else store<f64>(place, load<real>(own));
      place += 8;
    }
  }
  return place;
}
