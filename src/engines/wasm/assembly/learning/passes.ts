// The way ahead through all steps, judgement, the way back, and ∂L/∂θ: src/networks/learning/loss_gradient.ts. A network goes through
// its batch some sequences at a time, one a lane.
import { next, pull, pullsDirectly } from '../cell';
import { blocks, candidate, parts } from '../generated/facts';
import { length, outputs, targets, truncate } from '../generated/learning';
import {
  at, direct, drive, gradient, preActivations, pullTo, state, stateBytes, unitBytes, units, vectorBytes
} from '../layout';
import { firstAsked } from './batch';
import { judge } from './judge';
import {
  across, ahead, answered, answerRow, answers, answerSlopes, full, gradients, left, leftBytes, outAcross, outGradients, outWeights,
  rows, slopeBytes, split, stepBytes, stepRows, theta, wanted, weightRow
} from './layout';
import { addGradient, product } from './products';

/** Steps whose vectors are read again and again while they stay near. */
const STEPS_AT_ONCE: i32 = 32;

/** Through the sequences that have been taken: adds to ∂L/∂θ. Returns what they add to the loss. */
export function passThrough(): f64 {
  forward();
  const loss = judgeAll();
  backward();
  for (let from = 0; from < length; from += STEPS_AT_ONCE) addSteps(from, min(length - from, STEPS_AT_ONCE));
  return loss;
}

function forward(): void {
  memory.fill(state, 0, stateBytes);
  memory.fill(stepRows, 0, vectorBytes);
  const one = v128.splat<real>(1);
  const zero = i32x4.splat(0);
  for (let t = 0; t < length; t++) {
    const row = stepRows + stepBytes * t;
    multiply(row);
    next(preActivations, zero, one, left + leftBytes * t);
    copy(state, row + stepBytes, vectorBytes);
  }
}

/** A step's products, with biases and what enters. */
function multiply(row: usize): void {
  const stride = sizeof<real>() * rows;
  if (!split) {
    product(across, stride, row, full, preActivations, rows, 0);
    return;
  }
  // The candidate comes last: its product and its drive are kept apart.
  const gates = units * candidate;
  const own = across + sizeof<real>() * gates;
  product(across, stride, row, full - 1, preActivations, gates, 0);
  product(own, stride, row, ahead, at(preActivations, candidate + 1), units, 0);
  product(own + stride * ahead, stride, row + unitBytes * ahead, full - ahead, at(drive, candidate), units, 0);
}

function judgeAll(): f64 {
  let loss: f64 = 0;
  const stride = sizeof<real>() * answered;
  for (let t = firstAsked; t < length; t++) {
    product(outAcross, stride, stepRows + stepBytes * (t + 1), ahead, answers, answered, 0);
    const slopes = answerSlopes + slopeBytes * t;
    loss += judge(wanted + unitBytes * targets * t, slopes);
  }
  return loss;
}

/** Leaves ∂L/∂p of every step where its factors were. */
function backward(): void {
  memory.fill(gradient, 0, stateBytes);
  memory.fill(direct, 0, stateBytes);
  const besideMatrices = pullsDirectly();
  for (let t = length - 1; t >= 0; t--) {
    if (t >= firstAsked) product(outWeights, answerRow, answerSlopes + slopeBytes * t, outputs, gradient, units, gradient);
    const row = left + leftBytes * t;
    pullTo(row);
    pull(row);
    if (t == 0) return;
    // What is carried over a cut counts as given.
    if (truncate > 0 && t % truncate == 0) {
      memory.fill(gradient, 0, stateBytes);
      continue;
    }
    product(theta, weightRow, row, rows, gradient, units, besideMatrices ? direct : 0);
    if (parts > 1) copy(at(direct, 1), at(gradient, 1), stateBytes - vectorBytes);
  }
}

function addSteps(from: i32, count: i32): void {
  const deltas = left + leftBytes * from;
  const steps = stepRows + stepBytes * from;
  if (!split) addGradient(deltas, leftBytes, steps, stepBytes, count, gradients, weightRow, rows, full);
  else {
    const gates = units * candidate;
    const own = gradients + weightRow * gates;
    const drives = at(deltas, blocks);
    addGradient(deltas, leftBytes, steps, stepBytes, count, gradients, weightRow, gates, full - 1);
    addGradient(at(deltas, candidate), leftBytes, steps, stepBytes, count, own, weightRow, units, ahead);
    addGradient(
      drives, leftBytes, steps + unitBytes * ahead, stepBytes, count, own + sizeof<real>() * ahead, weightRow, units, full - ahead
    );
  }
  const first = max(from, firstAsked);
  if (first >= from + count) return;
  addGradient(
    answerSlopes + slopeBytes * first, slopeBytes, stepRows + stepBytes * (first + 1), stepBytes, from + count - first, outGradients,
    answerRow, answered, ahead
  );
}

// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}
