// One network from its draw to its norms: what a worker calls. Bound by arithmetic: 2N² a step forward and as much
// backward, on a matrix that stays in the nearest cache through all steps.
import { backward, deathStep, startBackward } from './backward';
import { begin } from './cell';
import { currentSum, forward, rescaleState, resume, stateExponent, takeDrive } from './forward';
import { drawRow } from './gaussian';
import { choose } from './generated/cells';
import {
  BEYOND_RANGE, BIAS, blocks, COTANGENT, hiddenSize, INITIAL_STATE, initialScale, randomLoss, segmentRows, steps, wantsParameterNorm,
  warmUp
} from './generated/facts';
import {
  at, bias, checkpointExponents, checkpoints, drive, gradient, layOutMemory, matrixBytes, preActivationBytes,
  preActivations, state, stateBytes, transposed, vectorBytes
} from './layout';
import { transpose } from './matrix';
import { addTerms, startParameterGradient, storeParameterNorm } from './parameter_gradient';
import { normalQuantile, philox, words } from './random';
import { dot, normalise } from './vectors';

export * from './generated/facts';
export { deathStep } from './backward';
export { draw } from './draw';
export {
  bias, givenInputs, gradient, gradientNorms, keptTimes, matrixAt, occupy, parameterNorm, preActivations, state, stateNorms,
  sums, tracedGradientExponents, tracedGradients, tracedStateExponents, tracedStates
} from './layout';
export { CHAINS, copy, multiplyAdds } from './peak';
export { addOuter, freeMemory, multiplyPair, multiplyPanel } from './products';
export { restSpectrum, spectrum } from './spectrum';

/**
 * Says where everything lives, for the cell and the size that have been told. Returns how many bytes that takes, which
 * `occupy` then takes.
 */
export function layOut(): usize {
  choose();
  return layOutMemory();
}

/**
 * Takes a network's matrices, after `start` or `startGiven` has taken its ends. A long sequence is then cut into segments:
 * the way forward, `warm` and `ahead`, keeps the state at the start of each; the way back takes a segment up again from
 * there, so that only one segment's factors are in memory. `deathStep` comes to be the step at which the gradient died, −1,
 * or BEYOND_RANGE: then its norms are nobody's.
 */
export function prepare(matrices: usize, inputScale: f32, biasScale: f32): void {
  takeDrive(inputScale, biasScale);
  for (let block = 0; block < blocks; block++) {
    transpose(matrices + matrixBytes * block, transposed + matrixBytes * block);
  }
  if (wantsParameterNorm) startParameterGradient();
}

/** Steps `from` … `to` of the warm-up. */
export function warm(
  from: i32, to: i32, network: u32, gain: f32, inputScale: f32, biasScale: f32
): void {
  forward(from, to, false, network, gain, inputScale, biasScale);
}

/** Forward through a segment; only the last leaves what the way back needs. */
export function ahead(segment: i32, network: u32, gain: f32, inputScale: f32, biasScale: f32): void {
  keep(segment);
  through(segment, segment == lastSegment(), network, gain, inputScale, biasScale);
}

/** Back through a segment, after those behind it, unless the network has left float32's range. */
export function back(
  segment: i32, matrices: usize, network: u32, gain: f32, inputScale: f32, biasScale: f32
): void {
  if (deathStep == BEYOND_RANGE) return;
  if (segment < lastSegment()) {
    restore(segment);
    through(segment, true, network, gain, inputScale, biasScale);
  }
  backward(matrices, endOf(segment), segment * segmentRows, gain, segment == 0);
  if (!wantsParameterNorm || deathStep == BEYOND_RANGE) return;
  addTerms(endOf(segment) - segment * segmentRows);
  if (segment == 0) storeParameterNorm();
}

function through(segment: i32, stores: bool, network: u32, gain: f32, inputScale: f32, biasScale: f32): void {
  forward(warmUp + segment * segmentRows, warmUp + endOf(segment), stores, network, gain, inputScale, biasScale);
}

function lastSegment(): i32 {
  return (steps - 1) / segmentRows;
}

function endOf(segment: i32): i32 {
  return min((segment + 1) * segmentRows, steps);
}

/** Draws what does not change with time, and the two ends: the state before the warm-up, φ(σ₀·z), and v = ∂L/∂h_T. */
export function start(network: u32, biasScale: f32): void {
  memory.fill(preActivations, 0, preActivationBytes);
  memory.fill(state, 0, stateBytes);
  memory.fill(gradient, 0, stateBytes);
  memory.fill(bias, 0, preActivationBytes);
  memory.fill(drive, 0, preActivationBytes);
  if (biasScale != 0) drawBias(network, biasScale);
  drawRow(preActivations, network, 0, INITIAL_STATE, initialScale);
  resume(0, begin(preActivations));
  if (randomLoss) {
    drawRow(gradient, network, 0, COTANGENT, 1);
    normalise(gradient);
  } else {
    for (let unit = 0; unit < hiddenSize; unit++) store<f32>(gradient + 4 * unit, 1);
  }
  startBackward(0);
}

/** Takes `bias`, `state` and `gradient` as they have been written, with their padding. */
export function startGiven(stateExponent: i32, gradientExponent: i32): void {
  let sum: f32 = 0;
  for (let part: usize = 0; part < stateBytes; part += vectorBytes) sum += dot(state + part, state + part);
  resume(stateExponent, sum);
  startBackward(gradientExponent);
}

/** A row of the counter for each block, and for the bias beside a GRU's candidate product. */
function drawBias(network: u32, scale: f32): void {
  const rows = <i32>(preActivationBytes / vectorBytes);
  for (let row = 0; row < rows; row++) drawRow(at(bias, row), network, row, BIAS, scale);
}

function keep(segment: i32): void {
  rescaleState();
  memory.copy(checkpoints + stateBytes * segment, state, stateBytes);
  store<i32>(checkpointExponents + 8 * segment, stateExponent);
  store<f32>(checkpointExponents + 8 * segment, currentSum(), 4);
}

function restore(segment: i32): void {
  memory.copy(state, checkpoints + stateBytes * segment, stateBytes);
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
