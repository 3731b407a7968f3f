// Where everything of a network that learns lives. Sequences of a batch lie in the lanes: as many go abreast as two registers
// hold, so that a unit of theirs is 32 bytes. Everything stays in the nearest caches from update to update.
import { blocks, candidate, candidateProduct } from '../generated/facts';
import { inputs, longest, outputs, targets } from '../generated/learning';
import { factorBytes, layOutCells, take, unitBytes, units, vectorBytes } from '../layout';

/** Rows of W, those of all blocks with their padding. */
export let rows: i32 = 0;
/**
 * What a step's products are made of, a unit each: h, 1, x; and, where the candidate has a drive apart from its product (`split`),
 * another 1, since either has a bias. `ahead` of them come with the product, `width` is all of them, and even.
 */
export let split: bool = false;
export let ahead: i32 = 0;
export let full: i32 = 0;
export let width: i32 = 0;
/** Answers, rounded up to whole blocks. */
export let answered: i32 = 0;
/** Bytes of a row of W and of W_out, and numbers of θ with its padding, W and then W_out. */
export let weightRow: usize = 0;
export let answerRow: usize = 0;
export let thetaNumbers: i32 = 0;
/** θ, ∂L/∂θ, and what the optimiser remembers: the second as its root. */
export let theta: usize = 0;
export let gradients: usize = 0;
export let first: usize = 0;
export let second: usize = 0;
/** W and W_out of each. */
export let outWeights: usize = 0;
export let outGradients: usize = 0;
/** Wᵀ [width × rows] and W_outᵀ [units + 2 × answered], for the way ahead. */
export let across: usize = 0;
export let outAcross: usize = 0;
/** Bytes from a step to the next of what products are made of (`steps`), of the cell's factors, later ∂L/∂p (`left`), and of ∂L/∂answers. */
export let stepBytes: usize = 0;
export let leftBytes: usize = 0;
export let slopeBytes: usize = 0;
export let stepRows: usize = 0;
export let left: usize = 0;
export let answerSlopes: usize = 0;
/** Answers of a step, and targets of all steps, a unit each. */
export let answers: usize = 0;
export let wanted: usize = 0;
/** What comes and goes, in float64: θ without padding, or sequences. As long as whoever brings it makes it. */
export let exchange: usize = 0;

/** Returns how many bytes there are before what comes and goes. */
export function layOutLearner(): usize {
  layOutCells();
  rows = units * blocks;
  split = candidateProduct != candidate;
  ahead = units + 1;
  full = ahead + inputs + (split ? 1 : 0);
  width = (full + 1) & ~1;
  answered = (outputs + 3) & ~3;
  weightRow = sizeof<real>() * width;
  answerRow = sizeof<real>() * (units + 2);
  thetaNumbers = rows * width + answered * (units + 2);
  // Registers' multiples, so that nothing is left over.
  const numbers: usize = (sizeof<real>() * thetaNumbers + 63) & ~63;
  theta = take(numbers);
  gradients = take(numbers);
  first = take(numbers);
  second = take(numbers);
  outWeights = theta + weightRow * rows;
  outGradients = gradients + weightRow * rows;
  across = take(weightRow * rows);
  outAcross = take(answerRow * answered);
  // Rows that are a power of two apart would share few places of the nearest cache.
  stepBytes = unitBytes * width | 64;
  leftBytes = factorBytes | 64;
  slopeBytes = unitBytes * answered;
  stepRows = take(stepBytes * (longest + 1));
  left = take(leftBytes * longest);
  answerSlopes = take(slopeBytes * longest);
  answers = take(slopeBytes);
  wanted = take(unitBytes * targets * longest);
  exchange = take(0);
  return exchange;
}
