// One network from its draw to its norms: what a worker calls. Bound by arithmetic: 2N² a step forward and as much
// backward, on a matrix that stays in the nearest cache through all steps.
import { activate } from './activation';
import { backward, deathStep, startBackward } from './backward';
import { draw, drawRow, normalise } from './ensemble';
import { forward, rescaleState, resume, stateExponent, currentSum } from './forward';
import {
  bias, checkpointExponents, checkpoints, derivatives, drive, gradient, hiddenSize, input, preActivations,
  segmentRows, state, tracedGradients, transposed, vectorBytes
} from './layout';
import { transpose } from './matrix';
import { initialScale, randomLoss, steps, warmUp } from './parameters';
import { BIAS, COTANGENT, INITIAL_STATE, normalQuantile, philox, words } from './random';

export * from './parameters';
export { draw } from './ensemble';
export {
  derivatives, gradientNorms, layOut, matrixAt, paddedSize, preActivationExponents, preActivations, stateNorms,
  sums, tracedExponents, tracedGradients, checkpoints, checkpointExponents
} from './layout';
export { spectrum } from './spectrum';

/**
 * Measures network `network` on its matrix. A long sequence is cut into segments: the forward pass keeps the
 * state at the start of each, the backward pass takes a segment up again from there, so that only one
 * segment's derivatives are in memory. Returns the step at which the gradient died, or −1.
 */
export function measure(matrix: usize, network: u32, gain: f32, inputScale: f32, biasScale: f32): i32 {
  transpose(matrix, transposed);
  start(network, biasScale);
  if (warmUp > 0) forward(0, warmUp, false, network, gain, inputScale, biasScale);
  const last = (steps - 1) / segmentRows;
  for (let segment = 0; segment <= last; segment++) {
    keep(segment);
    const from = segment * segmentRows;
    const to = min(from + segmentRows, steps);
    forward(warmUp + from, warmUp + to, segment == last, network, gain, inputScale, biasScale);
  }
  startBackward();
  for (let segment = last; segment >= 0; segment--) {
    const from = segment * segmentRows;
    const to = min(from + segmentRows, steps);
    if (segment < last) {
      restore(segment);
      forward(warmUp + from, warmUp + to, true, network, gain, inputScale, biasScale);
    }
    backward(matrix, to, from, gain, segment == 0);
  }
  return deathStep;
}

/** The two ends: the state before the warm-up, φ(σ₀·z), and the cotangent v = ∂L/∂h_T. */
function start(network: u32, biasScale: f32): void {
  memory.fill(preActivations, 0, vectorBytes);
  memory.fill(gradient, 0, vectorBytes);
  memory.fill(bias, 0, vectorBytes);
  memory.fill(drive, 0, vectorBytes);
  if (biasScale != 0) drawRow(bias, network, 0, BIAS, biasScale);
  drawRow(preActivations, network, 0, INITIAL_STATE, initialScale);
  resume(0, activate(preActivations, 0, state, derivatives));
  if (randomLoss) {
    drawRow(gradient, network, 0, COTANGENT, 1);
    normalise(gradient);
  } else {
    for (let unit = 0; unit < hiddenSize; unit++) store<f32>(gradient + 4 * unit, 1);
  }
}

function keep(segment: i32): void {
  rescaleState();
  memory.copy(checkpoints + vectorBytes * segment, state, vectorBytes);
  store<i32>(checkpointExponents + 8 * segment, stateExponent);
  store<f32>(checkpointExponents + 8 * segment, currentSum(), 4);
}

function restore(segment: i32): void {
  memory.copy(state, checkpoints + vectorBytes * segment, vectorBytes);
  resume(load<i32>(checkpointExponents + 8 * segment), load<f32>(checkpointExponents + 8 * segment, 4));
}

/** For tests: sixteen words of the generator, word by word, and their normal numbers. */
export function drawWords(network: u32, row: u32, quad: u32, purpose: u32, seed: u32): usize {
  philox(network, i32x4.splat(row), i32x4.add(i32x4.splat(quad), i32x4(0, 1, 2, 3)), purpose, seed);
  return words;
}
export function quantiles(place: usize): void {
  v128.store(place, normalQuantile(v128.load(place)));
}
