// Networks that learn, one after another: what a worker calls. Sequences of a batch lie in the lanes of registers, and a state carries no
// power of two. In what is real there are two builds: float32, and float64 for what float32 does not resolve.
import { choose } from '../generated/cells';
import { batch, longest } from '../generated/learning';
import { occupy, unitBytes, units } from '../layout';
import { countAsked, sequenceNumbers, takeSequences } from './batch';
import {
  across, ahead, answered, answerRow, exchange, first, full, gradients, layOutLearner, outAcross, outWeights, rows, second, split, stepBytes,
  stepRows, theta, thetaNumbers, weightRow
} from './layout';
import { gradientNorm } from './optimizer';
import { passThrough } from './passes';
import { transposeTo } from './products';
import { bringTheta, takeTheta } from './theta';

export * from '../generated/facts';
export * from '../generated/learning';
export { exchange } from './layout';
export { update } from './optimizer';

/** Of the batch that is learnt from, which stands at `sequences`: its loss, and ‖∂L/∂θ‖ at the end. */
export let loss: f64 = 0;
export let norm: f64 = 0;
let sequences: usize = 0;

/** Says where everything lives. Returns how many bytes that takes, which `begin` then takes, and what comes and goes besides. */
export function layOut(): usize {
  choose();
  return layOutLearner();
}

/** Takes the memory that has been laid out. */
export function begin(): void {
  occupy();
  memory.fill(stepRows, 0, stepBytes * (longest + 1));
  for (let t = 0; t <= longest; t++) {
    fillWithOnes(stepRows + stepBytes * t + unitBytes * units);
    if (split) fillWithOnes(stepRows + stepBytes * t + unitBytes * (full - 1));
  }
}

/** Takes what stands in `exchange`: θ, or what the optimiser remembers first, or second, the latter as a root. */
export function take(which: i32): void {
  takeTheta(vectorOf(which));
}

/** Brings it there. */
export function bring(which: i32): void {
  bringTheta(vectorOf(which));
}

/** Takes batch number `place` of those that stand in `exchange`. */
export function takeBatch(place: i32): void {
  sequences = exchange + 8 * <usize>(sequenceNumbers() * batch) * place;
  memory.fill(gradients, 0, sizeof<real>() * thetaNumbers);
  transposeTo(theta, weightRow, rows, full, across, sizeof<real>() * rows);
  transposeTo(outWeights, answerRow, answered, ahead, outAcross, sizeof<real>() * answered);
  countAsked(sequences, batch);
  loss = 0;
}

/** Learns from as many of its sequences as there are lanes, from number `from` on. */
export function learn(from: i32): void {
  takeSequences(sequences, from, batch);
  loss += passThrough();
}

/** After the last: leaves ∂L/∂θ for `update`. */
export function takeNorm(): void {
  norm = gradientNorm();
}

function vectorOf(which: i32): usize {
  return which == 0 ? theta : which == 1 ? first : second;
}

function fillWithOnes(unit: usize): void {
  v128.store(unit, v128.splat<real>(1));
  v128.store(unit, v128.splat<real>(1), 16);
}
