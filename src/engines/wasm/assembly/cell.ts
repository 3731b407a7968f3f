// The cell at hand: a module of its own for each says how many matrices it has, what its next state is, and how a
// gradient is pulled back through it.
import * as blend from './cell_blend';
import * as gru from './cell_gru';
import * as lstm from './cell_lstm';
import { countVectors } from './layout';

const LSTM: u32 = 1;
const GRU: u32 = 2;

/** Place of the cell in the list of src/engines/wasm/task.ts. */
let cell: u32 = 0;
/** Which of the recurrent matrices' products becomes the candidate for the next state. */
export let candidate: i32 = 0;
/** Which vector of a step's pre-activations the candidate's product is. */
export let candidateProduct: i32 = 0;

/** Chooses the cell, which says how many vectors of each kind there are. */
export function choose(number: u32, size: i32): void {
  cell = number;
  if (cell == LSTM) {
    candidate = candidateProduct = lstm.CANDIDATE;
    countVectors(size, lstm.BLOCKS, lstm.PARTS, lstm.PRE_ACTIVATIONS, lstm.FACTORS);
  } else if (cell == GRU) {
    candidate = gru.CANDIDATE;
    candidateProduct = gru.CANDIDATE_PRODUCT;
    countVectors(size, gru.BLOCKS, gru.PARTS, gru.PRE_ACTIVATIONS, gru.FACTORS);
  } else {
    candidate = candidateProduct = 0;
    countVectors(size, blend.BLOCKS, blend.PARTS, blend.PRE_ACTIVATIONS, blend.FACTORS);
  }
}

/**
 * From products and drives, which stand in `z`, and the state, times `scale` and with the exponent, to the next state.
 * Leaves the pre-activations in `z` and factors for the way back in `row`. Returns Σ state².
 */
export function next(z: usize, exponent: i32, scale: f32, row: usize): f32 {
  if (cell == LSTM) return lstm.next(z, row);
  if (cell == GRU) return gru.next(z, row);
  return blend.next(z, exponent, scale, row);
}

/** From `gradient` to `cotangent` and `direct`, with a step's factors. Returns Σ δ². */
export function pull(row: usize): f32 {
  if (cell == LSTM) return lstm.pull(row);
  if (cell == GRU) return gru.pull(row);
  return blend.pull(row);
}

/** Whether anything reaches the state before a step beside the matrices. */
export function pullsDirectly(): bool {
  return cell == LSTM || cell == GRU || blend.pullsDirectly();
}
