// Networks from their draw to their norms: what a worker calls. One goes alone, or several small ones go abreast (lanes.ts).
// Bound by arithmetic: 2N² a step forward and as much backward, on matrices that stay in the nearest caches through all steps.
import { areBeyondRange, backward, startBackward } from './backward';
import { begin } from './cell';
import { forward, rescaleState, resume, stateExponent, stateSum, takeDrive } from './forward';
import { carryFrame, endFrame, startFrame } from './frame';
import { drawRow } from './gaussian';
import { choose, chooseFrame } from './generated/cells';
import {
  abreast, BIAS, blocks, COTANGENT, hiddenSize, INITIAL_STATE, initialScale, randomLoss, segmentRows, steps, wantsParameterNorm,
  warmUp
} from './generated/facts';
import {
  at, bias, checkpointExponents, checkpoints, cotangent, drive, gradient, layOutMemory, matrixBytes, preActivationBytes,
  preActivations, state, stateBytes, unitBytes, vectorBytes
} from './layout';
import { layOutProducts } from './matrix';
import { addTerms, startParameterGradient, storeParameterNorm } from './parameter_gradient';
import { normalQuantile, philox, words } from './random';
import { takeSettings } from './settings';
import { normalise, sumOfSquares } from './vectors';

export * from './generated/facts';
export { takeDecades } from './decades';
export { draw } from './draw';
export { logSlopes } from './frame';
export {
  bias, deathSteps, decades, frame, frameAmplification, frameProducts, frameRowBytes, givenInputs, gradient, gradientNorms, keptTimes, matrixAt, occupy, parameterNorm, preActivations, state, stateNorms,
  sums, tracedGradientExponents, tracedGradients, tracedStateExponents, tracedStates
} from './layout';
export { chains, copy, lostOfSquare, multiplyAdds } from './peak';
export { addOuter, freeMemory, multiplyPair, multiplyPanel } from './products';
export { restSpectrum, spectrum } from './spectrum';

/**
 * Says where everything lives, for the cell and the size that have been told. Returns how many bytes that takes, which
 * `occupy` then takes.
 */
export function layOut(): usize {
  choose();
  chooseFrame();
  return layOutMemory();
}

/**
 * Takes a network as the one of a lane, 0 first, and draws what does not change with time and the two ends: what the state
 * before the warm-up is made of, and v = ∂L/∂h_T.
 */
export function take(lane: i32, network: u32, gain: f32, inputScale: f32, biasScale: f32): void {
  takeSettings(lane, network, gain, inputScale, biasScale);
  if (lane == 0) clear();
  if (biasScale != 0) drawBias(lane, network, biasScale);
  const row = abreast == 1 ? preActivations : cotangent;
  drawRow(row, network, 0, INITIAL_STATE, initialScale);
  spread(row, lane, preActivations);
  takeLoss(lane, network);
}

/** Starts the networks that have been taken: the states before the warm-up are φ(σ₀·z). */
export function start(): void {
  resume(i32x4.splat(0), begin(preActivations));
  startBackward(0);
}

/** Starts a network alone from `bias`, `state` and `gradient` as they have been written, with their padding. */
export function startGiven(stateExponent: i32, gradientExponent: i32): void {
  resume(i32x4.splat(stateExponent), sumOfSquares(state, stateBytes, f32x4.splat(1)));
  startBackward(gradientExponent);
}

/**
 * Takes the matrices of the networks that have been started. A long sequence is then cut into segments: the way forward,
 * `warm` and `ahead`, keeps the states at the start of each; the way back takes a segment up again from there, so that only one
 * segment's factors are in memory. `deathSteps` come to be the steps at which gradients died, −1, or BEYOND_RANGE: then a
 * network's norms are nobody's.
 */
export function prepare(first: usize, second: usize, third: usize, fourth: usize): void {
  takeDrive();
  for (let block = 0; block < blocks; block++) {
    const kept = matrixBytes * block;
    layOutProducts(first + kept, second + kept, third + kept, fourth + kept, block);
  }
  if (wantsParameterNorm) startParameterGradient();
}

/** Steps `from` … `to` of the warm-up. */
export function warm(from: i32, to: i32): void {
  forward(from, to, false);
}

/** Forward through a segment; only the last leaves what the way back needs. */
export function ahead(segment: i32): void {
  keep(segment);
  through(segment, segment == lastSegment());
}

/** Back through a segment, after those behind it, unless all networks have left float32's range. */
export function back(segment: i32): void {
  if (areBeyondRange()) return;
  if (segment < lastSegment()) {
    restore(segment);
    through(segment, true);
  }
  backward(endOf(segment), segment * segmentRows, segment == 0);
  if (!wantsParameterNorm || areBeyondRange()) return;
  addTerms(endOf(segment) - segment * segmentRows);
  if (segment == 0) storeParameterNorm();
}

/** Takes the directions that stand in `frame` as those of a frame, for a network alone that has been prepared. */
export function beginFrame(matrices: usize): void {
  startFrame(matrices);
}

/** Forward through a segment, after those behind it, for a frame to come back through it. */
export function takeUp(segment: i32): void {
  if (areBeyondRange() || segment == lastSegment()) return;
  restore(segment);
  through(segment, true);
}

/** The frame back through the steps of a segment from number `to` − 1 to `from`, unless the network has left float32's range. */
export function carryBack(segment: i32, from: i32, to: i32): void {
  if (areBeyondRange()) return;
  carryFrame(from, to);
  if (segment == 0 && from == 0 && !areBeyondRange()) endFrame();
}

function through(segment: i32, stores: bool): void {
  forward(warmUp + segment * segmentRows, warmUp + endOf(segment), stores);
}

function lastSegment(): i32 {
  return (steps - 1) / segmentRows;
}

function endOf(segment: i32): i32 {
  return min((segment + 1) * segmentRows, steps);
}

function clear(): void {
  memory.fill(preActivations, 0, preActivationBytes);
  memory.fill(state, 0, stateBytes);
  memory.fill(gradient, 0, stateBytes);
  memory.fill(cotangent, 0, vectorBytes);
  memory.fill(bias, 0, preActivationBytes);
  memory.fill(drive, 0, preActivationBytes);
}

/** ∂L/∂h_T of a lane's network: all ones, or a random direction. */
function takeLoss(lane: i32, network: u32): void {
  const row = abreast == 1 ? gradient : cotangent;
  if (randomLoss) {
    drawRow(row, network, 0, COTANGENT, 1);
    normalise(row);
  } else {
    for (let unit = 0; unit < hiddenSize; unit++) store<f32>(row + 4 * unit, 1);
  }
  spread(row, lane, gradient);
}

/** A row of the counter for each block, and for the bias beside a GRU's candidate product. */
function drawBias(lane: i32, network: u32, scale: f32): void {
  const rows = <i32>(preActivationBytes / vectorBytes);
  for (let i = 0; i < rows; i++) {
    const row = abreast == 1 ? at(bias, i) : cotangent;
    drawRow(row, network, i, BIAS, scale);
    spread(row, lane, at(bias, i));
  }
}

/** Brings a row into a lane of a vector, where it is not that vector itself. */
function spread(row: usize, lane: i32, vector: usize): void {
  if (row == vector) return;
  for (let unit = 0; unit < hiddenSize; unit++) {
    store<f32>(vector + unitBytes * unit + 4 * lane, load<f32>(row + 4 * unit));
  }
}

function keep(segment: i32): void {
  rescaleState();
  memory.copy(checkpoints + stateBytes * segment, state, stateBytes);
  v128.store(checkpointExponents + 32 * segment, stateExponent);
  v128.store(checkpointExponents + 32 * segment, stateSum, 16);
}

function restore(segment: i32): void {
  memory.copy(state, checkpoints + stateBytes * segment, stateBytes);
  resume(v128.load(checkpointExponents + 32 * segment), v128.load(checkpointExponents + 32 * segment, 16));
}

/** For tests: sixteen words of the generator, word by word, and their normal numbers. */
export function drawWords(network: u32, row: u32, quad: u32, purpose: u32, seed: u32): usize {
  philox(i32x4.splat(network), i32x4.splat(row), i32x4.add(i32x4.splat(quad), i32x4(0, 1, 2, 3)), purpose, seed);
  return words;
}
export function quantiles(place: usize): void {
  v128.store(place, normalQuantile(v128.load(place)));
}
